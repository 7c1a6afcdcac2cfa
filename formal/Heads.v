(* Lemmas A.3 and A.4 for the head of a training, in the form in which the formulas print them. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced A5 Spectral Dynamics A2 Tail A3 Roots Training Rules.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section One.
Variables (R : realFieldType) (L : nat) (eta x : R).
Hypotheses (L0 : (0 < L)%N) (e0 : 0 < eta) (eL : eta * L%:R < 1).
Notation f := (step L.-1 eta).

Lemma prevE : L.-1.+1 = L. Proof. exact: prednK. Qed.

Lemma value_step_one : value_step L eta 1 1 x = f x.
Proof.
rewrite stepE /value_step subn1 mul1r prevE.
by move: (x ^+ _) (x ^+ _) => u v; ring.
Qed.

(* the forms of one step *)
Lemma step_print : f x = x - eta * x ^ (2%:Z * L%:Z - 1) + eta * x ^ (L%:Z - 1).
Proof. by rewrite -value_step_one value_step_head. Qed.
Lemma step_factored : f x = x + eta * x ^ (L%:Z - 1) * (1 - x ^ (L%:Z)).
Proof. by rewrite stepE prevE pow_1 // subn1. Qed.
Lemma step_quotient : 0 < x -> f x = x * (1 - eta * x ^ (2%:Z * L%:Z - 2%:Z) + eta * x ^ (L%:Z - 2%:Z)).
Proof.
move=> x0; have u : x \is a GRing.unit by rewrite unitfE gt_eqF.
rewrite step_print (_ : 2%:Z * L%:Z - 1 = 1 + (2%:Z * L%:Z - 2%:Z)); last by ring.
rewrite (_ : L%:Z - 1 = 1 + (L%:Z - 2%:Z)); last by ring.
by rewrite !expfzDr ?gt_eqF // !expr1z; ring.
Qed.
Lemma sum_print : \sum_(1%N <= l < L.+1) x ^ (l%:Z - 1) = G L.-1 x.
Proof.
rewrite big_add1 /= big_mkord /G prevE; apply: eq_bigr => i _.
by rewrite pow_1 // subn1.
Qed.
Lemma geometric_print : 1 - x ^ (L%:Z) = (1 - x) * \sum_(1%N <= l < L.+1) x ^ (l%:Z - 1).
Proof. by rewrite sum_print -{1}prevE -exprnP geometric. Qed.

Lemma eL' : eta * L.-1.+1%:R <= 1. Proof. by rewrite prevE ltW. Qed.

Lemma up_to_one : 0 < x < 1 -> x <= f x /\ f x < 1.
Proof.
case/andP => x0 x1; have [/andP[h _] _] := below e0 eL' (introT andP (conj x0 (ltW x1))); split=> //.
rewrite -subr_gt0 distance mulr_gt0 ?subr_gt0 //; apply: le_lt_trans eL; rewrite -mulrA ler_pmul2l //.
have g0 : 0 <= G L.-1 x by apply: le_trans (G_ge1 _ (ltW x0)).
apply: (@le_trans _ _ (G L.-1 x)); first by rewrite ler_pimull // exprn_ile1 // ltW.
by rewrite -[L in L%:R]prevE; apply: G_leL; rewrite !ltW.
Qed.

Lemma down_from_above : 1 < x -> f x < x.
Proof.
move=> x1; rewrite stepE prevE gtr_addl pmulr_rlt0 ?mulr_gt0 ?exprn_gt0 ?(lt_trans _ x1) //.
by rewrite subr_lt0 exprn_egt1 // -lt0n.
Qed.

(* one step from below 1 passes 1 exactly when the step size exceeds this quotient *)
Lemma overshoot eta' : 0 < x < 1 -> (1 < step L.-1 eta' x) = ((1 - x) / (x ^ (L%:Z - 1) * (1 - x ^ (L%:Z))) < eta').
Proof.
case/andP => x0 x1; rewrite stepE prevE pow_1 // subn1 -exprnP.
have d : 0 < x ^+ L.-1 * (1 - x ^+ L) by rewrite mulr_gt0 ?exprn_gt0 // subr_gt0 exprn_ilt1 ?ltW // -lt0n.
by rewrite ltr_pdivr_mulr // mulrA ltr_subl_addl.
Qed.

Lemma threshold_print : 0 < x < 1 -> 1 / (x ^ (L%:Z - 1) * \sum_(1%N <= l < L.+1) x ^ (l%:Z - 1)) =
  (1 - x) / (x ^ (L%:Z - 1) * (1 - x ^ (L%:Z))).
Proof.
case/andP => x0 x1; rewrite geometric_print sum_print.
have g : G L.-1 x != 0 by rewrite gt_eqF // (lt_le_trans ltr01) // G_ge1 // ltW.
have y : x ^ (L%:Z - 1) != 0 by rewrite expfz_neq0 // gt_eqF.
have z : 1 - x != 0 by rewrite gt_eqF // subr_gt0.
by move: y; move: (x ^ (L%:Z - 1)) => u u0; field; rewrite u0 g z.
Qed.

Lemma threshold_least : 0 < x <= 1 -> 1 / L%:R <= 1 / (x ^ (L%:Z - 1) * \sum_(1%N <= l < L.+1) x ^ (l%:Z - 1)).
Proof.
case/andP => x0 x1; rewrite sum_print pow_1 // subn1.
have g1 : 1 <= G L.-1 x by apply: G_ge1; apply: ltW.
have g0 : 0 < G L.-1 x by apply: lt_le_trans g1.
have p0 : 0 < x ^+ L.-1 by rewrite exprn_gt0.
rewrite !div1r lef_pinv ?posrE ?mulr_gt0 ?ltr0n //.
apply: (@le_trans _ _ (G L.-1 x)); first by rewrite ler_pimull ?(ltW g0) // exprn_ile1 // ltW.
by rewrite -[L in L%:R]prevE; apply: G_leL; rewrite (ltW x0).
Qed.

(* a step from above 1, factor by factor *)
Lemma chain_print M : 1 < x <= M -> eta * M ^+ (2 * L.-1) < 1 ->
  [/\ x * (1 - eta * x ^ (2%:Z * L%:Z - 2%:Z)) < f x,
      x * (1 - eta * M ^ (2%:Z * L%:Z - 2%:Z)) <= x * (1 - eta * x ^ (2%:Z * L%:Z - 2%:Z))
    & 0 < x * (1 - eta * M ^ (2%:Z * L%:Z - 2%:Z))].
Proof.
case/andP => x1 xM sm; have x0 : 0 < x by apply: lt_trans x1.
have k : (2 * L - 2 = 2 * L.-1)%N by lia.
rewrite step_quotient // !pow2_2 // k; split.
- by rewrite ltr_pmul2l // ltr_addl mulr_gt0 // exprz_gt0.
- by rewrite ler_pmul2l // ler_add2l ler_opp2 ler_pmul2l // ler_expn2r ?nnegrE ?(ltW x0) // (le_trans _ xM) // ltW.
by rewrite mulr_gt0 // subr_gt0.
Qed.

(* the fixed points *)
Lemma fixed_print : (1 < L)%N -> 0 <= x -> f x = x <-> x = 0 \/ x = 1.
Proof.
move=> L2 x0; rewrite stepE prevE; split=> [/eqP|[->|->]]; last 2 first.
- by rewrite expr0n eqn0Ngt -ltnS prevE L2 /= mulr0 mul0r addr0.
- by rewrite !expr1n subrr mulr0 addr0.
rewrite -subr_eq0 addrAC subrr add0r !mulf_eq0 gt_eqF //= expf_eq0 => /orP[/andP[_ /eqP]|]; first by left.
by rewrite subr_eq0 eq_sym => /eqP e; right; apply/eqP; rewrite -(@eqr_expn2 _ L) ?ler01 // e expr1n.
Qed.
End One.

Section Heads.
Variables (R : realFieldType) (T : training R) (eta : R).
Notation L := (depth T).
Notation f := (step L.-1 eta).

Lemma A3_given : 0 < \prod_(1 <= i < (head T).+1) lam0 T i.-1 -> 0 < eta ->
  eta < Num.min (1 / L%:R) (1 / (top T ^ (2%:Z * L%:Z - 2%:Z))) -> (0 < L)%N ->
  [/\ forall i, (i < head T)%N -> 0 < lam0 T i, eta * L%:R < 1 & eta * top T ^+ (2 * L.-1) < 1].
Proof.
move=> p e0; rewrite lt_minr => /andP[h1 h2] L0; split; first exact: head_positive.
  by rewrite -ltr_pdivl_mulr // ltr0n.
rewrite -ltr_pdivl_mulr ?exprn_gt0 ?(lt_le_trans ltr01) ?top_ge1 //.
by rewrite pow2_2 // (_ : 2 * L - 2 = 2 * L.-1)%N // in h2; lia.
Qed.

Hypotheses (L0 : (0 < L)%N) (pos : forall i, (i < head T)%N -> 0 < lam0 T i).
Hypotheses (e0 : 0 < eta) (eL : eta * L%:R <= 1) (eM : eta * top T ^+ (2 * L.-1) <= 1).

Lemma entry_step t i : (i < head T)%N -> entry T eta t.+1 i = f (entry T eta t i).
Proof. by move=> ir; have [_ ->] := head_rule eta t L0 ir; rewrite (step_print _ _ L0). Qed.

Lemma entry_iter t i : (i < head T)%N -> entry T eta t i = iter t f (lam0 T i).
Proof.
move=> ir; elim: t => [|t IH]; last by rewrite entry_step // IH.
by have [_ ->] := head_direction eta 0 L0 ir.
Qed.

Lemma entry_bounds t i : (i < head T)%N -> 0 < entry T eta t i <= top T.
Proof.
move=> ir; rewrite entry_iter //.
have eL' : eta * L.-1.+1%:R <= 1 by rewrite prevE.
by have [] := path_bound e0 eL' t (top_ge1 T) eM (introT andP (conj (pos ir) (head_top ir))).
Qed.

(* the whole head stays above one positive number *)
Definition lowest := Num.min 1 (Num.min (\big[Num.min/1]_(i < head T) lam0 T i) (f (top T))).
Lemma lowest_gt0 : 0 < lowest.
Proof.
have eL' : eta * L.-1.+1%:R <= 1 by rewrite prevE.
have [f0 _ _] := above e0 (top_ge1 T) eM.
rewrite !lt_minr ltr01 f0 andbT /=; elim: (index_enum _) => [|k s IH]; first by rewrite big_nil ltr01.
by rewrite big_cons lt_minr pos.
Qed.
Lemma lowest_bound t i : (i < head T)%N -> lowest <= entry T eta t i.
Proof.
move=> ir; rewrite entry_iter //.
have eL' : eta * L.-1.+1%:R <= 1 by rewrite prevE.
have [_] := path_bound e0 eL' t (top_ge1 T) eM (introT andP (conj (pos ir) (head_top ir))).
apply: le_trans; rewrite !le_minr; apply/and3P; split; try by rewrite /lowest !le_minl lexx ?orbT.
apply: (@le_trans _ _ (\big[Num.min/1]_(k < head T) lam0 T k)); first by rewrite /lowest !le_minl lexx ?orbT.
have : Ordinal ir \in index_enum (ordinal_finType (head T)) by apply: mem_index_enum.
elim: (index_enum _) => // k s IH; rewrite big_cons in_cons le_minl.
by case/orP => [/eqP <-|/IH->]; rewrite ?lexx ?orbT.
Qed.
End Heads.

Section Limits.
Variables (R : rcfType) (T : training R) (eta : R).
Hypothesis arch : Num.archimedean_axiom R.
Notation L := (depth T).
Hypotheses (L0 : (0 < L)%N) (pos : forall i, (i < head T)%N -> 0 < lam0 T i).
Hypotheses (e0 : 0 < eta) (eL : eta * L%:R <= 1) (eM : eta * top T ^+ (2 * L.-1) <= 1).

Theorem entry_limit i : (i < head T)%N -> tends (fun t => entry T eta t i) 1.
Proof.
move=> ir eps eps0; pose A := ArchiFieldType R arch.
have eL' : eta * L.-1.+1%:R <= 1 by rewrite prevE.
have sm : eta * lam0 T i ^+ (2 * L.-1) <= 1.
  by apply: le_trans eM; rewrite ler_pmul2l // ler_expn2r ?nnegrE ?head_top ?(ltW (pos ir)) // (le_trans ler01) ?top_ge1.
have [N h] := @A3_head_limit A L.-1 eta e0 eL' (lam0 T i) (pos ir) sm eps eps0.
by exists N => t /h; rewrite entry_iter.
Qed.

(* the whole head at once *)
Theorem head_limit_all eps : 0 < eps -> exists N, forall t i, (N <= t)%N -> (i < head T)%N -> `|entry T eta t i - 1| < eps.
Proof.
move=> eps0; suff h k : (k <= head T)%N -> exists N, forall t i, (N <= t)%N -> (i < k)%N -> `|entry T eta t i - 1| < eps.
  exact: (h (head T) (leqnn _)).
elim: k => [|k IH] kr; first by exists 0%N.
have [N1 h1] := IH (ltnW kr); have [N2 h2] := entry_limit kr eps0.
exists (maxn N1 N2) => t i; rewrite geq_max => /andP[t1 t2].
by rewrite ltnS leq_eqVlt => /orP[/eqP->|ik]; [apply: h2|apply: h1].
Qed.
End Limits.
