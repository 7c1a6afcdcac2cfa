(* Lemma A.7: one step shrinks |1 - lambda^L| by e^(-L eta min(1, a, b)^(2L-2)) at least, also where it crosses 1, for every depth. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
Require Import Definitions Balanced Dynamics Tail A3 Overshoot.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- the step *)

Section Crossing.
Variables (R : realFieldType) (n : nat) (eta : R).     (* L = n + 1 *)
Notation L := n.+1.
Notation step := (step n eta).
Hypotheses (eta0 : 0 < eta) (etaL : eta * L%:R <= 1).

(* across 1, where a^L < 2 *)
Lemma across_near a (b := step a) : (1 <= n)%N -> 1 < a -> 0 < b -> b < 1 -> a ^+ L - 1 < 1 ->
  1 - b ^+ L <= (a ^+ L - 1) * (7%:R / 8%:R - 11%:R / 20%:R * (b ^+ n) ^+ 2).
Proof.
move=> n1 a1 b0 b1; set y := a ^+ L - 1 => y1.
have a0 : 0 < a by apply: lt_trans a1.
have y0 : 0 < y by rewrite subr_gt0 exprn_egt1.
have bE : b = a - eta * a ^+ n * y by rewrite /b stepE /y; move: (a ^+ n) (a ^+ L) => u v; ring.
pose l : R := L%:R; have eL : eta * l <= 1 := etaL; have l0 : 0 < l by rewrite ltr0n.
have el : 1 - l * (1 - b) / l = b by field; rewrite gt_eqF.
have s0 : 0 < a ^+ n by apply: exprn_gt0.
have ys : 1 + y = a ^+ n * a by rewrite /y addrC subrK exprSr.
have sy : a ^+ n <= 1 + y by rewrite ys ler_pemulr ?ltW.
have geo : y = (a - 1) * G n a by rewrite /y -[LHS]opprB geometric; ring.
(* l (1 - b) <= a^(L-1) y - l (a - 1) *)
have d1 : l * (1 - b) <= a ^+ n * y - l * (a - 1).
  rewrite bE -subr_ge0.
  have -> : a ^+ n * y - l * (a - 1) - l * (1 - (a - eta * a ^+ n * y)) = (1 - eta * l) * (a ^+ n * y) by move: (a ^+ n) => u; ring.
  by apply: mulr_ge0; [rewrite subr_ge0 | rewrite mulr_ge0 ?ltW].
have y20 : 0 < 2%:R + y by rewrite addr_gt0 ?ltr0n.
have yn : 2%:R + y != 0 by rewrite gt_eqF.
have ln : l != 0 by rewrite gt_eqF.
have g1 : 2%:R * y / (2%:R + y) <= l * (a - 1).
  rewrite ler_pdivr_mulr //; apply: (@le_trans _ _ (l * (a - 1) * (1 + a ^+ n))).
    have -> : 2%:R * y = (a - 1) * (2%:R * G n a) by rewrite geo mulrCA.
    rewrite [l * _]mulrC -mulrA ler_pmul2l ?subr_gt0 //; exact: trapezoid (ltW a0).
  apply: ler_wpmul2l; first by rewrite mulr_ge0 ?(ltW l0) ?subr_ge0 ?(ltW a1).
  by rewrite -[2%:R]/(1 + 1) -addrA ler_add2l sy.
have a_low : 1 + 2%:R * y / (l * (2%:R + y)) <= a.
  have -> : 2%:R * y / (l * (2%:R + y)) = 2%:R * y / (2%:R + y) / l by field; rewrite yn ln.
  by rewrite addrC -ler_subr_addr ler_pdivr_mulr // [_ * l]mulrC.
have d2 : l * (1 - b) <= bound l y.
  apply: le_trans d1 _; rewrite /bound; apply: ler_sub => //.
  have -> : a ^+ n * y = (1 + y) * y / a by rewrite ys; field; rewrite gt_eqF.
  apply: ler_wpmul2l; first by nonneg.
  by rewrite lef_pinv ?posrE //; apply: addr_gt0; rewrite ?ltr01 // divr_gt0 ?mulr_gt0 ?ltr0n.
have t0 : 0 < b ^+ n by apply: exprn_gt0.
case: (leqP 2 n) => n2.
  have l3 : 3%:R <= l by rewrite ler_nat.
  have := @between _ l y (l * (1 - b)) (b ^+ n) l3 y0 y1 (ltW t0) _ d2; rewrite el -exprSr; apply.
  - by rewrite mulr_ge0 ?(ltW l0) // subr_ge0 ltW.
  - by rewrite -[X in _ <= X]expr1 ler_wiexpn2l ?(ltW b0) ?(ltW b1).
  rewrite geometric mulrCA [l * _]mulrC -mulrA; apply: ler_wpmul2l; first by rewrite subr_ge0 ltW.
  exact/trapezoid/ltW.
(* L = 2 *)
have n_1 : n = 1%N by apply/eqP; rewrite eqn_leq n1 -ltnS n2.
have l2 : l = 2%:R by rewrite /l n_1.
have e2 : a ^+ 2 = 1 + y by rewrite ys n_1 expr1.
have b_low : (1 + y) * (1 - y / 2%:R) ^+ 2 <= b ^+ 2.
  rewrite -e2 -exprMn ler_expn2r ?nnegrE ?(ltW b0) ?mulr_ge0 ?(ltW a0) //.
    by rewrite subr_ge0 ler_pdivr_mulr ?ltr0n // mul1r (le_trans (ltW y1)) // ler1n.
  rewrite bE n_1 expr1 mulrBr mulr1 ler_add2l ler_opp2 [eta * a]mulrC -mulrA ler_wpmul2l ?(ltW a0) //.
  by rewrite mulrC ler_wpmul2l ?(ltW y0) // -div1r ler_pdivl_mulr ?ltr0n // -l2.
rewrite n_1 !expr1; move: (b ^+ 2) b_low => c; rewrite -subr_ge0 => c0.
have [w w0 yw] : exists2 w : R, 0 <= w & y = 1 / (1 + w).
  exists (y^-1 - 1); first by rewrite subr_ge0 invf_ge1 // ltW.
  by rewrite [1 + _]addrC subrK div1r invrK.
rewrite -subr_ge0.
have -> : y * (7%:R / 8%:R - 11%:R / 20%:R * c) - (1 - c) =
   (1 - y * (11%:R / 20%:R)) * (c - (1 + y) * (1 - y / 2%:R) ^+ 2) +
   y * (13%:R / 40%:R - y * (3%:R - y) / 4%:R * (1 - 11%:R / 20%:R * y)) by field.
apply: addr_ge0; apply: mulr_ge0; rewrite ?(ltW y0) //.
  by rewrite subr_ge0 mulr_ile1 ?(ltW y0) ?(ltW y1) ?divr_ge0 ?ler0n // ler_pdivr_mulr ?ltr0n // mul1r ler_nat.
have w1 : 0 < 1 + w by rewrite ltr_spaddl ?ltr01.
have -> : 13%:R / 40%:R - y * (3%:R - y) / 4%:R * (1 - 11%:R / 20%:R * y) =
   (26%:R * (1 + w) ^+ 3 - (60%:R * (1 + w) ^+ 2 - 53%:R * (1 + w) + 11%:R)) / (80%:R * (1 + w) ^+ 3).
  by rewrite yw; field; rewrite gt_eqF.
apply: divr_ge0; last by rewrite mulr_ge0 ?ler0n // exprn_ge0 // ltW.
have -> : 26%:R * (1 + w) ^+ 3 - (60%:R * (1 + w) ^+ 2 - 53%:R * (1 + w) + 11%:R) = 8%:R + 11%:R * w + 18%:R * w ^+ 2 + 26%:R * w ^+ 3 by ring.
by nonneg.
Qed.

(* Lemma A.7, all three branches *)
Theorem contraction64 a (b := step a) (x := L%:R * eta * Num.min 1 (Num.min a b) ^+ (2 * n)) : (1 <= n)%N -> 0 < a -> eta * a ^+ (2 * n) <= 1 ->
  0 <= x <= 1 /\ `|1 - b ^+ L| <= (1 - x / 64%:R) ^+ 64 * `|1 - a ^+ L|.
Proof.
move=> n1 a0 small; set m := Num.min 1 _ in x *; set E := _ ^+ 64.
have b0 : 0 < b.
  have [a1|/ltW a1] := lerP a 1; last by have [] := above eta0 a1 small.
  by have [/andP[ab _] _] := below eta0 etaL (introT andP (conj a0 a1)); apply: lt_le_trans ab.
have m1 : 0 < m <= 1 by rewrite !lt_minr ltr01 a0 b0 le_minl lexx.
case/andP: m1 => m0 m1.
have x01 : 0 <= x <= 1.
  rewrite /x mulr_ge0 ?mulr_ge0 ?ler0n ?(ltW eta0) ?exprn_ge0 ?(ltW m0) //= mulrC.
  by rewrite mulr_ile1 ?exprn_ge0 ?exprn_ile1 ?(ltW m0) ?mulr_ge0 ?ler0n ?(ltW eta0) // mulrC.
split=> //; case/andP: (x01) => x0 x1.
have E1 : 1 - x <= E.
  have v1 : x / 64%:R <= 1 by rewrite ler_pdivr_mulr ?ltr0n // mul1r (le_trans x1) // ler1n.
  by have := bernoulli_down 64 v1; rewrite mulrC divfK // (eqr_nat _ _ 0).
have E2 : 7%:R / 8%:R - 11%:R / 20%:R * x <= E by apply: tangent.
clearbody E.
have weak z : x <= z -> 1 - z <= E by move=> xz; apply: le_trans E1; rewrite ler_add2l ler_opp2.
have [a1|a1] := lerP a 1.
  have a01 : 0 < a <= 1 by rewrite a0.
  apply: (le_trans (contraction_below eta0 etaL a01)); apply: ler_wpmul2r; rewrite ?normr_ge0 //; apply: weak.
  rewrite /x; apply: ler_wpmul2l; first by rewrite mulr_ge0 ?ler0n ?(ltW eta0).
  rewrite ler_expn2r ?nnegrE ?(ltW m0) ?(ltW a0) //.
  by rewrite /m !le_minl lexx !orbT.
have [b1|b1] := lerP 1 b.
  apply: (le_trans (contraction_above eta0 (ltW a1) small b1)); apply: ler_wpmul2r; rewrite ?normr_ge0 //; apply: weak.
  by rewrite /x ler_pimulr ?mulr_ge0 ?ler0n ?(ltW eta0) // exprn_ile1 // ltW.
have d0 : 0 <= 1 - b ^+ L by rewrite subr_ge0 exprn_ile1 ?ltW.
have y0 : 0 < a ^+ L - 1 by rewrite subr_gt0 exprn_egt1.
rewrite (ger0_norm d0) distrC (gtr0_norm y0).
have mb : m = b by rewrite /m [Num.min a b]min_r ?min_r ?ltW // (lt_trans b1).
have xt : x <= (b ^+ n) ^+ 2.
  rewrite /x mb mulnC exprM; apply: ler_pimull; first exact: sqr_ge0.
  by rewrite mulrC.
have [y1|y1] := ltrP (a ^+ L - 1) 1.
  apply: (le_trans (across_near n1 a1 b0 b1 y1)); rewrite mulrC ler_pmul2r //; apply: le_trans E2.
  by rewrite ler_add2l ler_opp2 ler_wpmul2l // divr_ge0 ?ler0n.
apply: (@le_trans _ _ (1 - (b ^+ n) ^+ 2)); last first.
  have E0 : 0 <= E by apply: le_trans E1; rewrite subr_ge0.
  by apply: le_trans (weak _ xt) _; rewrite ler_pemulr.
rewrite ler_add2l ler_opp2 expr2 [b ^+ L]exprS -subr_ge0.
have -> : b * b ^+ n - b ^+ n * b ^+ n = b ^+ n * (b - b ^+ n) by move: (b ^+ n) => u; ring.
rewrite mulr_ge0 ?exprn_ge0 ?(ltW b0) // subr_ge0 -[X in _ <= X]expr1.
by rewrite ler_wiexpn2l ?(ltW b0) ?(ltW b1).
Qed.

(* the same with an exponential: E is any number that is at least e^-x *)
Corollary contraction a (b := step a) E : (1 <= n)%N -> 0 < a -> eta * a ^+ (2 * n) <= 1 ->
  above_exp (L%:R * eta * Num.min 1 (Num.min a b) ^+ (2 * n)) E -> `|1 - b ^+ L| <= E * `|1 - a ^+ L|.
Proof.
move=> n1 a0 small hE; have [/andP[_ x1] h] := contraction64 n1 a0 small.
apply: le_trans h _; apply: ler_wpmul2r => //; apply: hE => //; apply: le_trans x1 _; by rewrite ler1n.
Qed.

(* a path that never falls below c: t steps, with the power for e^(-L eta c^(2L-2) t) from below, and with any number E above it *)
Theorem path_contraction a c t : (1 <= n)%N -> 0 < c -> c <= 1 -> (forall s, c <= iter s step a) -> (forall s, eta * iter s step a ^+ (2 * n) <= 1) ->
  `|1 - iter t step a ^+ L| <= (1 - L%:R * eta * c ^+ (2 * n) / 64%:R) ^+ (64 * t) * `|1 - a ^+ L|.
Proof.
move=> n1 c0 c1 floor small; elim: t => [|t IH] /=; first by rewrite muln0 expr0 mul1r.
have [/andP[x0 x1] h] := contraction64 n1 (lt_le_trans c0 (floor t)) (small t).
set x := L%:R * eta * Num.min _ _ ^+ _ in x0 x1 h; set q := L%:R * eta * c ^+ _ in IH *.
apply: le_trans h _; rewrite mulnS exprD -mulrA; apply: ler_pmul => //.
  by rewrite exprn_ge0 // subr_ge0 ler_pdivr_mulr ?ltr0n // mul1r (le_trans x1) // ler1n.
have qx : q <= x.
  apply: ler_wpmul2l; first by rewrite mulr_ge0 ?ler0n ?(ltW eta0).
  have cm : c <= Num.min 1 (Num.min (iter t step a) (step (iter t step a))) by rewrite !le_minr c1 (floor t) (floor t.+1).
  by rewrite ler_expn2r ?nnegrE ?(ltW c0) // (le_trans (ltW c0)).
have s1 : x / 64%:R <= 1 by rewrite ler_pdivr_mulr ?ltr0n // mul1r (le_trans x1) // ler1n.
have qx64 : q / 64%:R <= x / 64%:R by rewrite ler_pmul2r ?invr_gt0 ?ltr0n.
rewrite ler_expn2r ?nnegrE ?subr_ge0 ?(le_trans qx64) //.
by rewrite ler_add2l ler_opp2.
Qed.

Corollary path_exponential a c t E : (1 <= n)%N -> (0 < t)%N -> 0 < c -> c <= 1 -> (forall s, c <= iter s step a) ->
  (forall s, eta * iter s step a ^+ (2 * n) <= 1) -> above_exp (L%:R * eta * c ^+ (2 * n) * t%:R) E ->
  `|1 - iter t step a ^+ L| <= E * `|1 - a ^+ L|.
Proof.
move=> n1 t0 c0 c1 floor small hE; apply: le_trans (path_contraction t n1 c0 c1 floor small) _; apply: ler_wpmul2r => //.
set q := L%:R * eta * c ^+ (2 * n) in hE *; have tn : t%:R != 0 :> R by rewrite (eqr_nat _ _ 0) -lt0n.
have -> : q / 64%:R = q * t%:R / (64 * t)%:R by rewrite natrM invfM mulrACA divff // mulr1.
apply: hE; first by rewrite muln_gt0.
rewrite natrM ler_wpmul2r ?ler0n //; apply: (@le_trans _ _ 1); last by rewrite ler1n.
rewrite /q; rewrite mulr_ile1 ?exprn_ge0 ?exprn_ile1 ?(ltW c0) ?mulr_ge0 ?ler0n ?(ltW eta0) //.
by rewrite mulrC.
Qed.
End Crossing.
