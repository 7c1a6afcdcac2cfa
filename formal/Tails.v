(* The tail of a training: what Sigma_xx sees falls like a power, the rest never moves; the forms that the formulas print. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced A5 Spectral Dynamics A2 Tail Roots Training Rules.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Paths.
Variables (R : realFieldType) (T : training R) (eta : R).
Notation L := (depth T).
Notation g := (tail_step L.-1 eta).
Hypothesis L0 : (0 < L)%N.

Lemma tail_stepE x : g x = x - eta * x ^ (2%:Z * L%:Z - 1).
Proof. by rewrite /tail_step pow2_1 // (_ : 2 * L - 1 = 2 * L.-1 + 1)%N //; move: L0; case: L => // k _; lia. Qed.

Lemma value_step_seen x : value_step L eta 1 0 x = g x.
Proof. by rewrite value_step_tail // mulr1 tail_stepE. Qed.

Hypothesis mis : misplace T = 0%N.

Lemma tail_path i t : (head T <= i)%N ->
  entry T eta t i = if (i < rank_cov T)%N then iter t g (lam0 T i) else lam0 T i.
Proof.
move=> ri; rewrite (entry_value eta L0 (misplace_tilt mis)) ltnNge ri /=.
have [z|nz] := eqVneq (lam0 T i) 0.
  rewrite z value_dead ?eqxx ?orbT //; case: ifP => // _.
  by elim: t => //= t <-; rewrite tail_stepE pow2_1 // expr0n gtn_eqF ?mulr0 ?subr0 //; move: L0; case: L => // k _; lia.
rewrite (misplace_variance mis nz); case: ifP => _; rewrite /value; elim: t => //= t ->; first exact: value_step_seen.
by rewrite value_stepE // !mul0r subrr mulr0 subr0.
Qed.

Lemma tail_next i t : (head T <= i)%N ->
  entry T eta t.+1 i = if (i < rank_cov T)%N then g (entry T eta t i) else entry T eta t i.
Proof. by move=> ri; rewrite !tail_path //; case: ifP. Qed.
End Paths.

Section Signs.
Variables (R : realFieldType) (n : nat) (eta x : R).
Hypotheses (e0 : 0 < eta) (x0 : 0 <= x).
Notation g := (tail_step n eta).
Notation k := (2 * n)%N.

(* falls at every step exactly where it starts positive with eta x^k < 1 *)
Lemma falls_exactly : (forall t, iter t.+1 g x < iter t g x) <-> x != 0 /\ eta * x ^+ k < 1.
Proof.
split=> [h|[nz u1] t]; last first.
  have xp : 0 < x by rewrite lt_def nz.
  by have /andP[] := tail_decreasing e0 t xp u1.
have nz : x != 0.
  by apply/negP => /eqP z; have := h 0%N; rewrite /= z (Tail.tail_stepE n) mul0r ltxx.
split=> //; rewrite ltNge; apply/negP => u1.
have y0 : g x <= 0 by rewrite (Tail.tail_stepE n) pmulr_rle0 ?lt_def ?nz // subr_le0.
have := h 1%N; rewrite /= [X in X < _](Tail.tail_stepE n) ltNge; apply/negP/negPn.
by rewrite mulrBr mulr1 ler_addl oppr_ge0 mulr_le0_ge0 // mulr_ge0 ?(ltW e0) // exprM exprn_ge0 // sqr_ge0.
Qed.

(* stays nonnegative exactly where eta x^k <= 1 *)
Lemma stays_exactly : (forall t, 0 <= iter t g x) <-> x = 0 \/ eta * x ^+ k <= 1.
Proof.
split=> [h|u1 t].
  have [->|nz] := eqVneq x 0; [by left|right]; have := h 1%N.
  by rewrite /= (Tail.tail_stepE n) pmulr_rge0 ?lt_def ?nz // subr_ge0.
suff /andP[] : 0 <= iter t g x <= x by [].
elim: t => [|t /andP[h1 h2]] /=; first by rewrite x0 lexx.
have z1 : iter t g x = 0 \/ eta * iter t g x ^+ k <= 1.
  case: u1 => [x00|u1]; [left|right]; first by apply/eqP; rewrite eq_le h1 -x00 h2.
  by apply: le_trans u1; rewrite ler_pmul2l // ler_expn2r.
rewrite (Tail.tail_stepE n); case: z1 => [->|z1]; first by rewrite mul0r lexx.
rewrite mulr_ge0 ?subr_ge0 //=; apply: le_trans h2; rewrite ler_pimulr // ler_subl_addl ler_addr.
by rewrite mulr_ge0 ?(ltW e0) // exprn_ge0.
Qed.

(* a step brings the value nearer to 0 exactly where 0 < eta x^k < 2 *)
Lemma nearer y : y != 0 -> 0 < n%:R :> R -> (`|g y| < `|y|) = (eta * y ^+ k < 2%:R).
Proof.
move=> nz n0; have k0 : 0 < y ^+ k by rewrite lt_def expf_neq0 //= exprM exprn_ge0 // sqr_ge0.
rewrite (Tail.tail_norm n) -[X in _ < X]mulr1 ltr_pmul2l ?normr_gt0 // ltr_norml.
have u0 : 0 < eta * y ^+ k by rewrite mulr_gt0.
move: u0; move: (eta * _) => u u0; have -> : 1 - u < 1 by rewrite gtr_addl oppr_lt0.
by rewrite andbT -subr_gt0 -[RHS]subr_gt0; congr (0 < _); ring.
Qed.
End Signs.

(* the two bounds of the decay, as printed *)
Lemma decay_print (R : realFieldType) (L : nat) (eta x : R) t : (1 < L)%N -> 0 < eta -> 0 < x -> eta * x ^+ (2 * L.-1) < 1 ->
  x ^ (2%:Z * L%:Z - 2%:Z) / (1 + (2%:R * L%:R - 2%:R) * eta * t%:R * x ^ (2%:Z * L%:Z - 2%:Z) * (1 - eta * x ^ (2%:Z * L%:Z - 2%:Z)) ^ (1 - 2%:Z * L%:Z))
  <= iter t (tail_step L.-1 eta) x ^+ (2 * L - 2) <=
  x ^ (2%:Z * L%:Z - 2%:Z) / (1 + (2%:R * L%:R - 2%:R) * eta * t%:R * x ^ (2%:Z * L%:Z - 2%:Z)).
Proof.
move=> L2 e0 x0 u1; have := tail_two_sided e0 t x0 u1; rewrite /=.
have k2 : (2 * L - 2 = 2 * L.-1)%N by lia.
have -> : 2%:R * L%:R - 2%:R = (2 * L.-1)%:R :> R by rewrite -k2 natrB ?natrM //; lia.
have -> : 1 - 2%:Z * L%:Z = - (2 * L.-1).+1%:Z by lia.
by rewrite pow2_2 ?(ltnW L2) // k2 -exprnN.
Qed.

(* a tail value whose direction Sigma_xx fixes, whatever the other directions do *)
Section Seen.
Variables (R : realFieldType) (T : training R) (eta : R) (i : nat).
Notation L := (depth T).
Notation g := (tail_step L.-1 eta).
Hypotheses (L0 : (0 < L)%N) (tail : (head T <= i < narrow T)%N) (fixed : cov_xx T *m axis T 0 i = axis T 0 i).

Lemma seen_path t : entry T eta t i = iter t g (lam0 T i).
Proof.
case/andP: tail => ri iN; have i0 : (i < td T 0)%N by rewrite (leq_trans iN) // geq_minl.
have v : variance T i = 1 by rewrite /variance fixed axis_unit.
have [|_ ->] := direction eta t iN _ L0; first by rewrite fixed v scale1r.
rewrite v ltnNge ri /= /value; elim: t => //= t ->.
by rewrite value_step_seen.
Qed.

Lemma nearer_exactly t (k := (2 * L - 2)%N) : 0 < eta -> (1 < L)%N -> entry T eta t i != 0 ->
  (`|entry T eta t.+1 i| < `|entry T eta t i|) = (eta * lam0 T i ^+ k < 2%:R).
Proof.
move=> e0 L2; have k2 : (k = 2 * L.-1)%N by rewrite /k; lia.
rewrite !seen_path k2 /= => nz; rewrite nearer //; last by rewrite ltr0n; move: L2; case: L => // -[].
have [u2|u2] := ltrP (eta * lam0 T i ^+ (2 * L.-1)) 2%:R.
  by have [_ h] := tail_orbit_falls e0 t (ltW u2); apply: le_lt_trans u2.
apply/negbTE; rewrite -leNgt; apply: (le_trans u2); apply: power_mono => //; exact: tail_orbit_rises.
Qed.
End Seen.

Theorem seen_limit (R : rcfType) (T : training R) (eta : R) i : Num.archimedean_axiom R -> (1 < depth T)%N ->
  (head T <= i < narrow T)%N -> cov_xx T *m axis T 0 i = axis T 0 i -> 0 < eta -> lam0 T i != 0 ->
  tends (fun t => entry T eta t i) 0 <-> eta * lam0 T i ^+ (2 * depth T - 2) < 2%:R.
Proof.
move=> arch L2 tl fx e0 nz; pose A := ArchiFieldType R arch.
have k2 : (2 * depth T - 2 = 2 * (depth T).-1)%N by lia.
have := @tail_limit A (depth T).-1 eta e0 (lam0 T i); rewrite k2 => -[h1 h2]; split=> [h|u].
  case: h1 => [eps eps0|z|//]; last by rewrite z eqxx in nz.
  by have [N hN] := h eps eps0; exists N => t /hN; rewrite subr0 (seen_path eta (ltnW L2) tl fx).
move=> eps eps0; have [N hN] := h2 (or_intror u) eps eps0; exists N => t /hN.
by rewrite subr0 (seen_path eta (ltnW L2) tl fx).
Qed.
