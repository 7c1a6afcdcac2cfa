(* Lemma A.3 beyond the head: when a tail value falls to 0, that it falls strictly, and how fast, for every depth. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
Require Import Definitions Dynamics.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* eq. (40): one step of a tail value that the covariance sees, with L = n + 1, 2L - 1 = 2n + 1 and 2L - 2 = 2n *)
Definition tail_step (R : ringType) n (eta x : R) := x - eta * x ^+ (2 * n + 1).

Section Tail.
Variables (R : realFieldType) (n : nat) (eta : R).
Hypotheses (n1 : (1 <= n)%N) (eta0 : 0 < eta).
Notation g := (tail_step n eta).
Notation k := (2 * n)%N.

Lemma tail_stepE x : g x = x * (1 - eta * x ^+ k).
Proof. by rewrite /tail_step exprD expr1; ring. Qed.

Lemma even_ge0 (x : R) : 0 <= x ^+ k.
Proof. by rewrite exprM exprn_ge0 // sqr_ge0. Qed.

Lemma even_norm (x : R) : `|x| ^+ k = x ^+ k.
Proof. by rewrite -normrX ger0_norm // even_ge0. Qed.

Lemma tail_norm x : `|g x| = `|x| * `|1 - eta * x ^+ k|.
Proof. by rewrite tail_stepE normrM. Qed.

(* below 2 the modulus never rises; from 2 on it never falls *)
Lemma tail_falls x : eta * x ^+ k <= 2%:R -> `|g x| <= `|x|.
Proof.
move=> u2; rewrite tail_norm ler_pimulr // ler_norml.
rewrite ler_subl_addr ler_addl mulr_ge0 ?even_ge0 ?(ltW eta0) // andbT.
by rewrite -subr_ge0 opprK addrAC -(natrD _ 1 1) subr_ge0.
Qed.

Lemma tail_rises x : 2%:R <= eta * x ^+ k -> `|x| <= `|g x|.
Proof.
move=> u2; rewrite tail_norm ler_pemulr //.
have u1 : 1 <= eta * x ^+ k by apply: le_trans u2; rewrite ler1n.
by rewrite ler0_norm ?subr_le0 // opprB ler_subr_addr -mulr2n.
Qed.

Lemma power_mono (x y : R) : `|x| <= `|y| -> eta * x ^+ k <= eta * y ^+ k.
Proof. by move=> xy; rewrite ler_pmul2l // -even_norm -(even_norm y) ler_expn2r // nnegrE normr_ge0. Qed.

Lemma tail_orbit_falls x t : eta * x ^+ k <= 2%:R -> `|iter t g x| <= `|x| /\ eta * iter t g x ^+ k <= eta * x ^+ k.
Proof.
move=> u2; suff h : `|iter t g x| <= `|x| by split=> //; apply: power_mono.
elim: t => //= t IH; apply: (le_trans _ IH); apply: tail_falls; apply: (le_trans _ u2); exact: power_mono.
Qed.

Lemma tail_orbit_rises x t : 2%:R <= eta * x ^+ k -> `|x| <= `|iter t g x|.
Proof.
move=> u2; elim: t => //= t IH; apply: (le_trans IH); apply: tail_rises; apply: (le_trans u2); exact: power_mono.
Qed.

(* strictly decreasing and positive for ever, where eta lambda_0^(2L-2) < 1 *)
Theorem tail_decreasing x t : 0 < x -> eta * x ^+ k < 1 -> 0 < iter t.+1 g x < iter t g x.
Proof.
have one z : 0 < z -> eta * z ^+ k < 1 -> 0 < g z < z.
  move=> z0 z1; rewrite tail_stepE mulr_gt0 ?subr_gt0 //=.
  by rewrite -subr_gt0 mulrBr mulr1 subKr !mulr_gt0 // exprn_gt0.
move=> x0 x1; suff /andP[h1 h2] : 0 < iter t g x <= x.
  by apply: (one _ h1); apply: (le_lt_trans _ x1); apply: power_mono; rewrite !gtr0_norm.
elim: t => [|t /andP[h1 h2]] /=; first by rewrite x0 lexx.
have z1 : eta * iter t g x ^+ k < 1 by apply: (le_lt_trans _ x1); apply: power_mono; rewrite !gtr0_norm.
by have /andP[-> /ltW h] := one _ h1 z1; apply: le_trans h h2.
Qed.

Lemma tail_positive x t : 0 < x -> eta * x ^+ k < 1 -> 0 < iter t g x <= x.
Proof.
move=> x0 x1; elim: t => [|t /andP[h1 h2]] /=; first by rewrite x0 lexx.
have /andP[-> h] := tail_decreasing t x0 x1; exact: le_trans (ltW h) h2.
Qed.

(* Bernoulli's two inequalities, for w = 1 / (1 - z) *)
Lemma power_lower (w : R) m : 1 <= w -> 1 + m%:R * (1 - w^-1) <= w ^+ m.
Proof.
move=> w1; have w0 : 0 < w by apply: lt_le_trans w1.
have v0 : 0 <= 1 - w^-1 by rewrite subr_ge0 invf_le1.
elim: m => [|m IH]; first by rewrite mul0r addr0.
rewrite -addn1 natrD mulrDl mul1r addrA exprD expr1; apply: (@le_trans _ _ (w ^+ m + (1 - w^-1))).
  by rewrite ler_add2r.
rewrite -subr_ge0; have -> : w ^+ m * w - (w ^+ m + (1 - w^-1)) = (w - 1) * (w ^+ m - w^-1).
  by field; rewrite gt_eqF.
rewrite mulr_ge0 ?subr_ge0 // (@le_trans _ _ 1) ?invf_le1 //; exact: exprn_ege1.
Qed.

Lemma power_upper (w : R) m : 1 <= w -> w ^+ m <= 1 + m%:R * ((1 - w^-1) * w ^+ m.+1).
Proof.
move=> w1; have w0 : 0 < w by apply: lt_le_trans w1.
have -> : (1 - w^-1) * w ^+ m.+1 = (w - 1) * w ^+ m by rewrite exprS mulrA mulrBl mul1r mulVf ?gt_eqF.
rewrite -ler_subl_addl subrX1 mulrCA ler_wpmul2l ?subr_ge0 // mulr_natl -[m in X in _ <= _ *+ X]card_ord -sumr_const.
by apply: ler_sum => i _; rewrite ler_weexpn2l // ltnW.
Qed.

(* one step of the inverse power 1 / lambda^(2L-2), from both sides *)
Lemma inverse_step x (y := x ^+ k) (z := eta * y) : 0 < x -> z < 1 ->
  y^-1 + k%:R * eta <= (g x ^+ k)^-1 <= y^-1 + k%:R * eta * (1 - z)^-1 ^+ k.+1.
Proof.
move=> x0 z1; have y0 : 0 < y by rewrite exprn_gt0.
have z0 : 0 < z by rewrite mulr_gt0.
set w := (1 - z)^-1; have w1 : 1 <= w by rewrite invf_ge1 ?subr_gt0 // ler_subl_addr ler_addl ltW.
have -> : (g x ^+ k)^-1 = y^-1 * w ^+ k by rewrite tail_stepE -/y -/z exprMn invfM exprVn.
have -> : y^-1 + k%:R * eta = y^-1 * (1 + k%:R * (1 - w^-1)).
  by rewrite /w invrK /z; field; rewrite gt_eqF.
have -> : y^-1 + k%:R * eta * w ^+ k.+1 = y^-1 * (1 + k%:R * ((1 - w^-1) * w ^+ k.+1)).
  by rewrite /w invrK /z; move: ((_ : R) ^+ k.+1) => v; field; rewrite gt_eqF.
by rewrite !ler_pmul2l ?invr_gt0 // power_lower // power_upper.
Qed.

Lemma inverse_orbit x t (y := x ^+ k) (z := eta * y) : 0 < x -> z < 1 ->
  y^-1 + k%:R * eta * t%:R <= (iter t g x ^+ k)^-1 <= y^-1 + k%:R * eta * (1 - z)^-1 ^+ k.+1 * t%:R.
Proof.
move=> x0 z1; elim: t => [|t /andP[h1 h2]] /=; first by rewrite !mulr0 !addr0 lexx.
have /andP[p0 px] := tail_positive t x0 z1.
have zz : eta * iter t g x ^+ k <= z by apply: power_mono; rewrite !gtr0_norm.
have /andP[s1 s2] := inverse_step p0 (le_lt_trans zz z1).
rewrite -[t.+1]addn1 natrD !mulrDr !mulr1 !addrA; apply/andP; split.
  by apply: le_trans s1; rewrite ler_add2r.
apply: le_trans s2 _; apply: ler_add => //.
rewrite ler_wpmul2l ?mulr_ge0 ?ler0n ?(ltW eta0) // ler_expn2r ?nnegrE ?invr_ge0 ?subr_ge0 ?(ltW z1) ?(le_trans zz) ?(ltW z1) //.
by rewrite lef_pinv ?posrE ?subr_gt0 ?(le_lt_trans zz) // ler_add2l ler_opp2.
Qed.

(* the law of the tail: lambda_t^(2L-2) falls like 1/t, between two explicit bounds, at every step *)
Theorem tail_two_sided x t (y := x ^+ k) (z := eta * y) : 0 < x -> z < 1 ->
  y / (1 + k%:R * eta * t%:R * y / (1 - z) ^+ k.+1) <= iter t g x ^+ k <= y / (1 + k%:R * eta * t%:R * y).
Proof.
move=> x0 z1; have y0 : 0 < y by rewrite exprn_gt0.
have /andP[h1 h2] := inverse_orbit t x0 z1; rewrite -/y -/z in h1 h2.
have /andP[p0 _] := tail_positive t x0 z1.
have q0 : 0 < iter t g x ^+ k by rewrite exprn_gt0.
have e0 : 0 <= k%:R * eta * t%:R by rewrite !mulr_ge0 ?ler0n ?(ltW eta0).
have w0 : 0 < (1 - z) ^+ k.+1 by rewrite exprn_gt0 // subr_gt0.
have d1 : 0 < 1 + k%:R * eta * t%:R * y by apply: ltr_paddr; rewrite ?ltr01 // mulr_ge0 // ltW.
have d2 : 0 < 1 + k%:R * eta * t%:R * y / (1 - z) ^+ k.+1.
  by apply: ltr_paddr; rewrite ?ltr01 // divr_ge0 ?(ltW w0) // mulr_ge0 // ltW.
apply/andP; split.
  rewrite -[X in _ <= X]invrK -[X in X <= _]invrK lef_pinv ?posrE ?invr_gt0 ?divr_gt0 //.
  apply: le_trans h2 _; rewrite exprVn le_eqVlt; apply/orP; left; apply/eqP.
  by move: w0; move: ((1 - z) ^+ k.+1) => v v0; rewrite invfM invrK; field; rewrite !gt_eqF.
rewrite -[X in X <= _]invrK -[X in _ <= X]invrK lef_pinv ?posrE ?invr_gt0 ?divr_gt0 //.
apply: le_trans h1; rewrite le_eqVlt; apply/orP; left; apply/eqP.
by rewrite invfM invrK; field; rewrite !gt_eqF.
Qed.

(* the upper bound of the explicit bifurcation theorem *)
Corollary tail_bound x t : 0 < x -> eta * x ^+ k < 1 ->
  iter t g x ^+ k <= x ^+ k / (1 + k%:R * eta * t%:R * x ^+ k).
Proof. by move=> x0 z1; have /andP[_] := tail_two_sided t x0 z1. Qed.
End Tail.

Section TailLimit.
Variables (R : archiFieldType) (n : nat) (eta : R).
Hypotheses (n1 : (1 <= n)%N) (eta0 : 0 < eta).
Notation g := (tail_step n eta).
Notation k := (2 * n)%N.

(* Lemma A.3, repaired: a tail value that the covariance sees tends to 0 if and only if it is 0 or eta lambda_0^(2L-2) < 2 *)
Theorem tail_limit x :
  (forall eps, 0 < eps -> exists T, forall t, (T <= t)%N -> `|iter t g x| < eps) <-> x = 0 \/ eta * x ^+ k < 2%:R.
Proof.
split=> [lim|[->|u2] eps e0].
- have [->|nz] := eqVneq x 0; [by left|right].
  rewrite ltNge; apply/negP => /tail_orbit_rises h.
  have [|T /(_ T (leqnn T))] := lim `|x|; first by rewrite normr_gt0.
  by rewrite ltNge h.
- exists 0%N => t _; elim: t => [|t IH] /=; first by rewrite normr0.
  have -> : iter t g 0 = 0 by elim: t {IH} => //= t ->; rewrite tail_stepE mul0r.
  by rewrite tail_stepE mul0r normr0.
pose u := eta * x ^+ k; pose v := eta * eps ^+ k; pose q := Num.min v (2%:R - u).
have q0 : 0 < q by rewrite lt_minr mulr_gt0 ?exprn_gt0 //= subr_gt0.
pose p := Num.min q 1.
have p0 : 0 < p <= 1 by rewrite lt_minr q0 ltr01 le_minl lexx orbT.
have [T hT] := vanishes p0 (normr_ge0 x) e0.
have small t : `|iter t g x| < eps \/ `|iter t g x| <= `|x| * (1 - p) ^+ t.
  elim: t => [|t [h|h]]; first by right; rewrite mulr1.
    by left; apply: le_lt_trans h => /=; apply: tail_falls => //; have [_ /le_trans] := tail_orbit_falls eta0 t (ltW u2); apply; apply: ltW.
  have [lt|ge] := ltrP `|iter t g x| eps.
    by left; apply: le_lt_trans lt => /=; apply: tail_falls => //; have [_ /le_trans] := tail_orbit_falls eta0 t (ltW u2); apply; apply: ltW.
  right; rewrite /= tail_norm exprSr mulrA; apply: ler_pmul => //.
  have lo : v <= eta * iter t g x ^+ k.
    rewrite ler_pmul2l // -(even_norm n (iter t g x)) ler_expn2r // nnegrE ?normr_ge0 //; exact: ltW.
  have [_ hi] := tail_orbit_falls eta0 t (ltW u2).
  have pq : p <= q by rewrite le_minl lexx.
  have qv : q <= v by rewrite le_minl lexx.
  have qu : q <= 2%:R - u by rewrite le_minl lexx orbT.
  rewrite ler_norml; apply/andP; split; last first.
    by rewrite ler_add2l ler_opp2 (le_trans pq) // (le_trans qv).
  rewrite -subr_ge0 opprK addrC addrA -(addrA 1) (addrC (- _)) addrA -(natrD _ 1 1) -addrA -opprD subr_ge0.
  rewrite addrC -ler_subr_addl; apply: le_trans (le_trans pq qu) _.
  by rewrite ler_add2l ler_opp2.
exists T => t /hT h; have [//|/le_lt_trans] := small t; exact.
Qed.
End TailLimit.

