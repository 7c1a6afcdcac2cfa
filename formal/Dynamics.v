(* Lemmas A.3 and A.7: one layer singular value under gradient descent, every depth, over any (Archimedean) ordered field. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
Require Import Definitions.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Step.
Variables (R : realFieldType) (n : nat) (eta : R).     (* L = n + 1 *)
Notation L := n.+1.
Notation step := (Definitions.step n eta).

Lemma stepE x : step x = x + eta * x ^+ n * (1 - x ^+ L).
Proof.
rewrite /Definitions.step (_ : (2 * n).+1 = n + L)%N; last by lia.
by rewrite exprD; ring.
Qed.

Definition G (x : R) := \sum_(i < L) x ^+ i.
Lemma geometric x : 1 - x ^+ L = (1 - x) * G x.
Proof. by rewrite -[1 in LHS](expr1n _ L) subrXX; congr (_ * _); apply: eq_bigr => i _; rewrite expr1n mul1r. Qed.

Lemma distance x : 1 - step x = (1 - x) * (1 - eta * x ^+ n * G x).
Proof. by rewrite stepE geometric; ring. Qed.

Hypotheses (eta0 : 0 < eta) (etaL : eta * L%:R <= 1).

Lemma G_ge1 x : 0 <= x -> 1 <= G x.
Proof. by move=> x0; rewrite /G big_ord_recl expr0 ler_addl sumr_ge0 // => i _; rewrite exprn_ge0. Qed.

Lemma G_leL x : 0 <= x <= 1 -> G x <= L%:R.
Proof.
case/andP => x0 x1; rewrite -[L in L%:R]card_ord -sumr_const; apply: ler_sum => i _.
by rewrite exprn_ile1.
Qed.

(* case 1 *)
Lemma below x : 0 < x <= 1 -> x <= step x <= 1 /\ 1 - step x <= (1 - x) * (1 - eta * x ^+ n).
Proof.
case/andP => x0 x1; have d0 : 0 <= 1 - x by rewrite subr_ge0.
have xn : 0 < x ^+ n <= 1 by rewrite exprn_gt0 //= exprn_ile1 // ltW.
have g1 := G_ge1 (ltW x0); have g2 : G x <= L%:R by rewrite G_leL // x1 ltW.
case/andP: xn => xn0 xn1.
split; last first.
  rewrite distance ler_wpmul2l // ler_add2l ler_opp2 ler_pemulr ?mulr_ge0 // ltW //; exact: ltW.
apply/andP; split.
  by rewrite stepE ler_addl geometric !mulr_ge0 ?(ltW eta0) ?(ltW xn0) // (le_trans ler01).
rewrite -subr_ge0 distance mulr_ge0 // subr_ge0 (le_trans _ etaL) // -mulrA ler_pmul2l //.
by rewrite (le_trans _ g2) // ler_pimull // (le_trans ler01).
Qed.

(* case 3 *)
Lemma above x : 1 <= x -> eta * x ^+ (2 * n) <= 1 ->
  [/\ 0 < step x, step x <= x & step x - 1 <= (x - 1) * (1 - eta)].
Proof.
move=> x1 small; have x0 : 0 < x by apply: lt_le_trans x1.
have d0 : 0 <= x - 1 by rewrite subr_ge0.
have xn : 1 <= x ^+ n by rewrite exprn_ege1.
have g1 := G_ge1 (ltW x0).
have e1 : eta <= eta * x ^+ n * G x.
  by rewrite -mulrA; apply: ler_pemulr; [exact: ltW|exact: mulr_ege1].
have dd : step x - 1 = (x - 1) * (1 - eta * x ^+ n * G x) by rewrite -[LHS]opprB distance; move: (eta * _ * _) => z; ring.
split; last by rewrite dd ler_wpmul2l // ler_add2l ler_opp2.
  rewrite stepE; have -> : x + eta * x ^+ n * (1 - x ^+ L) = x * (1 - eta * x ^+ (2 * n)) + eta * x ^+ n.
    by rewrite mul2n -addnn exprD exprS; ring.
  apply: ltr_paddl; last by rewrite mulr_gt0 ?exprn_gt0.
  by rewrite mulr_ge0 ?(ltW x0) // subr_ge0.
rewrite -subr_ge0; have -> : x - step x = (x - 1) * (eta * x ^+ n * G x).
  have -> : x - step x = (x - 1) - (step x - 1) by ring.
  by rewrite dd; move: (eta * _ * _) => z; ring.
by apply: mulr_ge0 => //; apply: le_trans e1; exact: ltW.
Qed.

(* a step across 1 lands within L - 1 times the distance *)
Lemma across x : 1 <= x -> eta * x ^+ (2 * n) <= 1 -> 1 - step x <= L%:R * (x - 1).
Proof.
move=> x1 small; rewrite distance.
have -> : (1 - x) * (1 - eta * x ^+ n * G x) = (x - 1) * (eta * x ^+ n * G x - 1).
  by move: (eta * _ * _) => z; ring.
rewrite [L%:R * _]mulrC ler_wpmul2l ?subr_ge0 // ler_subl_addr.
have g : G x <= L%:R * x ^+ n.
  rewrite -[L in L%:R]card_ord mulr_natl -sumr_const; apply: ler_sum => i _.
  by rewrite ler_weexpn2l // -ltnS.
have : eta * x ^+ n * G x <= L%:R.
  apply: (@le_trans _ _ (eta * x ^+ n * (L%:R * x ^+ n))).
    by rewrite ler_wpmul2l // mulr_ge0 ?ltW // exprn_gt0 // (lt_le_trans ltr01).
  have -> : eta * x ^+ n * (L%:R * x ^+ n) = L%:R * (eta * x ^+ (2 * n)) by rewrite mul2n -addnn exprD; ring.
  by rewrite ler_pimulr // ler0n.
by move/le_trans; apply; rewrite ler_addl ler01.
Qed.

(* Lemma A.7, the exact factor, and the contraction on the two branches that do not cross 1; e^-x >= 1 - x turns it into eq. (43) *)
Lemma exact_factor a (b := step a) :
  1 - b ^+ L = (1 - a ^+ L) * (1 - eta * a ^+ n * \sum_(l < L) a ^+ (n - l) * b ^+ l).
Proof.
have e : b ^+ L = a ^+ L - (a - b) * \sum_(l < L) a ^+ (n - l) * b ^+ l.
  by have h := subrXX a b L; rewrite -[X in _ = _ - X]h opprB addrC subrK.
rewrite e; move: (\sum_(l < L) _) => S; rewrite /b stepE; move: (a ^+ L) (a ^+ n) => u v; ring.
Qed.

(* 1 - x <= exp x' for x' = - x gives the bound of the revised exponential_step, on the branches a <= 1 and 1 <= b <= a *)
Lemma contraction_below a (b := step a) : 0 < a <= 1 ->
  `|1 - b ^+ L| <= (1 - L%:R * eta * a ^+ (2 * n)) * `|1 - a ^+ L|.
Proof.
move=> a01; have [/andP[ab b1] _] := below a01; case/andP: a01 => a0 a1.
have b0 : 0 < b by apply: lt_le_trans ab.
rewrite !ger0_norm ?subr_ge0 ?exprn_ile1 ?(ltW a0) ?(ltW b0) // exact_factor -/b mulrC ler_wpmul2r //.
  by rewrite subr_ge0 exprn_ile1 // ltW.
rewrite ler_add2l ler_opp2.
have -> : L%:R * eta * a ^+ (2 * n) = eta * a ^+ n * (L%:R * a ^+ n) by rewrite mul2n -addnn exprD; move: (a ^+ n) => u; ring.
rewrite ler_wpmul2l ?mulr_ge0 ?exprn_ge0 ?(ltW a0) ?(ltW eta0) // mulr_natl -[L in _ *+ L]card_ord -sumr_const.
apply: ler_sum => l _; rewrite -[n in X in X <= _](subnK (_ : l <= n)%N) -1?ltnS // exprD ler_wpmul2l ?exprn_ge0 ?(ltW a0) //.
by rewrite ler_expn2r // nnegrE ltW.
Qed.

Lemma contraction_above a (b := step a) : 1 <= a -> eta * a ^+ (2 * n) <= 1 -> 1 <= b ->
  `|1 - b ^+ L| <= (1 - L%:R * eta) * `|1 - a ^+ L|.
Proof.
move=> a1 small b1; have [_ ba _] := above a1 small.
have a0 : 0 <= a by apply: le_trans a1.
rewrite ![`|1 - _|]distrC !ger0_norm ?subr_ge0 ?exprn_ege1 //.
have -> : b ^+ L - 1 = (1 - eta * a ^+ n * \sum_(l < L) a ^+ (n - l) * b ^+ l) * (a ^+ L - 1).
  by rewrite -[LHS]opprB exact_factor -/b -[in RHS](opprB 1) mulrN mulrC.
rewrite ler_wpmul2r ?subr_ge0 ?exprn_ege1 //.
rewrite ler_add2l ler_opp2 mulrC -mulrA ler_wpmul2l ?(ltW eta0) //.
apply: (@le_trans _ _ (1 * L%:R)); first by rewrite mul1r.
apply: ler_pmul; rewrite ?ler01 ?ler0n ?exprn_ege1 // -[L in L%:R]card_ord -sumr_const.
by apply: ler_sum => l _; rewrite mulr_ege1 ?exprn_ege1.
Qed.
End Step.

Section Limit.
Variables (R : archiFieldType) (n : nat) (eta : R).
Notation L := n.+1.
Hypotheses (eta0 : 0 < eta) (etaL : eta * L%:R <= 1).
Notation f := (step n eta).

Lemma bernoulli (q : R) t : 0 <= q <= 1 -> (1 - q) ^+ t * (1 + t%:R * q) <= 1.
Proof.
case/andP => q0 q1; elim: t => [|t IH]; first by rewrite expr0 mul0r addr0 mulr1.
apply: le_trans IH; rewrite exprSr -mulrA; apply: ler_wpmul2l; first by rewrite exprn_ge0 ?subr_ge0.
rewrite -subr_ge0 -addn1 natrD; move: (ler0n R t); move: (t%:R : R) => u u0.
have -> : 1 + u * q - (1 - q) * (1 + (u + 1) * q) = (u + 1) * q ^+ 2 by ring.
by apply: mulr_ge0; rewrite ?sqr_ge0 // addr_ge0 // ler01.
Qed.

Lemma vanishes (q D eps : R) : 0 < q <= 1 -> 0 <= D -> 0 < eps -> exists T, forall t, (T <= t)%N -> D * (1 - q) ^+ t < eps.
Proof.
case/andP => q0 q1 D0 e0; exists (Num.bound (D / (eps * q))) => t Tt.
have h : D < eps * (t%:R * q).
  rewrite mulrCA -ltr_pdivr_mulr ?mulr_gt0 // (lt_le_trans (archi_boundP _)) ?ler_nat //.
  by rewrite divr_ge0 // mulr_ge0 // ltW.
have := bernoulli t (introT andP (conj (ltW q0) q1)).
have p0 : 0 < 1 + t%:R * q by apply: ltr_paddr; rewrite ?ltr01 // mulr_ge0 ?ler0n // ltW.
rewrite -ler_pdivl_mulr // div1r => b; apply: (@le_lt_trans _ _ (D / (1 + t%:R * q))); first exact: ler_wpmul2l.
by rewrite ltr_pdivr_mulr //; apply: (lt_trans h); rewrite ltr_pmul2l // ltr_addr ltr01.
Qed.

(* Lemma A.3: lambda_{i,t} -> 1 for i <= r *)
Theorem A3_head_limit x : 0 < x -> eta * x ^+ (2 * n) <= 1 ->
  forall eps, 0 < eps -> exists T, forall t, (T <= t)%N -> `|iter t f x - 1| < eps.
Proof.
have one_L : 1 <= L%:R :> R by rewrite (@ler_nat _ 1 L).
have eta1 : eta <= 1 by apply: le_trans etaL; apply: ler_pemulr => //; apply: ltW.
have lowpath y t : 0 < y <= 1 -> y <= iter t f y <= 1 /\ 1 - iter t f y <= (1 - y) * (1 - eta * y ^+ n) ^+ t.
  move=> y01; case/andP: (y01) => y0 y1; elim: t => [|t [/andP[h1 h2] h3]] /=; first by rewrite lexx mulr1.
  have z0 : 0 < iter t f y by apply: lt_le_trans h1.
  have [] := below eta0 etaL (introT andP (conj z0 h2)); case/andP => k1 k2 k3.
  split; first by rewrite (le_trans h1).
  apply: le_trans k3 _; rewrite exprSr mulrA; apply: ler_pmul => //; rewrite ?subr_ge0 //.
    by apply: le_trans etaL; rewrite ler_pmul2l //; apply: le_trans one_L; apply: exprn_ile1 => //; apply: ltW.
  by rewrite ler_add2l ler_opp2 ler_pmul2l // ler_expn2r // nnegrE ltW.
have low y : 0 < y <= 1 -> forall eps, 0 < eps -> exists T, forall t, (T <= t)%N -> `|iter t f y - 1| < eps.
  move=> y01 eps e0; case/andP: (y01) => y0 y1.
  have q : 0 < eta * y ^+ n <= 1.
    rewrite mulr_gt0 ?exprn_gt0 //=.
    by apply: le_trans etaL; rewrite ler_pmul2l //; apply: le_trans one_L; apply: exprn_ile1 => //; apply: ltW.
  have [|T h] := vanishes q (D := 1 - y) _ e0; first by rewrite subr_ge0.
  exists T => t Tt; have [/andP[_ k] /le_lt_trans] := lowpath y t y01; move/(_ _ (h t Tt)).
  by rewrite distrC ger0_norm // subr_ge0.
move=> x0 small eps e0.
have [x1|/ltW x1] := lerP x 1; first by apply: low => //; rewrite x0.
(* above 1 at first *)
have hi t : (0 < iter t f x <= 1) \/ (1 <= iter t f x <= x /\ iter t f x - 1 <= (x - 1) * (1 - eta) ^+ t).
  elim: t => [|t [/= h|[/andP[h1 h2] h3]]] /=; first by right; rewrite x1 lexx mulr1.
    left; have [/andP[k1 k2] _] := below eta0 etaL h; case/andP: h => h0 _.
    by rewrite k2 (lt_le_trans h0).
  have sm : eta * iter t f x ^+ (2 * n) <= 1.
    apply: le_trans small; rewrite ler_pmul2l // ler_expn2r // nnegrE ?(ltW x0) //; exact: le_trans h1.
  have [k1 k2 k3] := above eta0 h1 sm.
  have [c|/ltW c] := lerP (f (iter t f x)) 1; [left; by rewrite k1|right].
  rewrite c (le_trans k2 h2); split=> //; apply: le_trans k3 _.
  by rewrite exprSr mulrA ler_wpmul2r // subr_ge0.
have L0 : 0 < L%:R :> R by rewrite ltr0n.
have eL : 0 < eps / L%:R by rewrite divr_gt0.
have eLe : eps / L%:R <= eps by rewrite ler_pdivr_mulr //; apply: ler_pemulr => //; apply: ltW.
have q1 : 0 < eta <= 1 by rewrite eta0.
have d1 : 0 <= x - 1 by rewrite subr_ge0.
have [T1 hT1] := vanishes q1 d1 eL.
have [lw|[/andP[h1 h2] h3]] := hi T1.
  have [T2 h] := low _ lw _ e0; exists (T2 + T1)%N => t Tt.
  rewrite -[t](subnK (leq_trans (leq_addl T2 T1) Tt)) iterD; apply: h.
  by rewrite leq_subRL ?(leq_trans (leq_addl T2 T1)) // addnC.
have h4 : iter T1 f x - 1 < eps / L%:R by apply: le_lt_trans h3 (hT1 _ (leqnn _)).
have inv s (z := iter s f (iter T1 f x)) :
    (0 < z <= 1) /\ 1 - z < eps \/ (1 <= z <= x) /\ z - 1 < eps / L%:R.
  rewrite {}/z; elim: s => [|s [[/= zz z2]|[/andP[z1 zx] z2]]] /=; first by right; rewrite h1 h2.
    have [/andP[k1 k2] k3] := below eta0 etaL zz; case/andP: zz => zz _; left.
    by rewrite k2 (lt_le_trans zz k1) (le_lt_trans _ z2) // ler_add2l ler_opp2.
  have sm : eta * iter s f (iter T1 f x) ^+ (2 * n) <= 1.
    by apply: le_trans small; rewrite ler_pmul2l // ler_expn2r // nnegrE ?(ltW x0) //; exact: le_trans z1.
  have [k1 k2 k3] := above eta0 z1 sm.
  have [c|/ltW c] := lerP (f (iter s f (iter T1 f x))) 1; [left|right].
    rewrite k1; split=> //; apply: le_lt_trans (across eta0 z1 sm) _.
    by rewrite mulrC -ltr_pdivl_mulr.
  by rewrite c (le_trans k2 zx); split=> //; apply: le_lt_trans z2; rewrite ler_add2r.
exists T1 => t Tt; rewrite -[t](subnK Tt) iterD.
have [[/andP[_ z1] z2]|[/andP[z1 _] z2]] := inv (t - T1)%N; first by rewrite distrC ger0_norm // subr_ge0.
by rewrite ger0_norm ?subr_ge0 // (lt_le_trans z2).
Qed.
End Limit.
