(* The inequalities of Lemma A.7 for a step across 1: two polynomial inequalities in L and lambda^L by their coefficients, convexity, the
   trapezoidal rule for a geometric sum, and e^-x from below. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
Require Import Definitions Dynamics Positive.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- two polynomial inequalities, by their coefficients *)

Section Certificates.
Local Open Scope nat_scope.
Local Notation k := Cst.
Local Notation "a + b" := (Add a b). Local Notation "a * b" := (Mul a b). Local Notation "a - b" := (Sub a b).
(* y = Y / T is a^L - 1, with Y = 1, T = 2 + w up to 1/2 and Y = 1 + w, T = 2 + w beyond; L = 3 + z *)
Definition c_w := Var 0. Definition c_z := Var 1.
Definition c_T := k 2 + c_w. Definition c_l := k 3 + c_z.
Definition c_p Y := (k 14 + k 6 * c_z) * (c_T * c_T) + k 5 * c_l * Y * c_T + c_l * Y * Y.
Definition c_q Y := (k 2 * c_T + Y) * (k 2 * c_l * c_T + (k 5 + c_z) * Y).
Definition c_A Y := k 2 * c_l * c_T * c_T * c_q Y + (k 1 + c_z) * Y * Y * c_p Y.
Definition c_B Y := k 2 * c_T * c_T * c_q Y - Y * Y * c_p Y.
Definition c_C Y := k 2 * c_l * c_T * c_T * c_q Y - Y * Y * c_p Y.
Definition c_V Y := c_l * c_T * c_T * c_q Y.
Definition c_U Y := Y * Y * c_p Y.
Definition at_left Y := k 35 * c_T * c_q Y * c_A Y * c_A Y -
  (k 22 * c_T * c_l * c_l * c_q Y * c_B Y * c_B Y + k 40 * Y * c_p Y * c_C Y * c_A Y).
Definition at_right Y := k 35 * c_V Y * c_V Y -
  (k 40 * c_T * Y * c_p Y * (k 2 * c_V Y - c_U Y) + k 22 * (c_V Y - c_U Y) * (c_V Y - c_U Y)).
Definition apart Y := c_V Y - c_U Y - k 1.
Definition low := k 1. Definition high := k 1 + c_w.
Lemma certificate Y : Y = low \/ Y = high -> [/\ natural 2 (at_left Y), natural 2 (at_right Y) & natural 2 (apart Y)].
Proof. by case=> ->; split; vm_compute. Qed.
End Certificates.

Ltac pos := repeat first [done | exact: ltr01 | exact: ltr0Sn | apply: addr_gt0 | apply: mulr_gt0 | apply: exprn_gt0 | rewrite invr_gt0].
Ltac nonneg := repeat first [done | exact: ler01 | exact: ler0n | apply: ltW; assumption | apply: addr_ge0 | apply: mulr_ge0 | apply: exprn_ge0 | rewrite invr_ge0].

Section Reals.
Variable R : realFieldType.
Implicit Types y l D t : R.

(* the bound of L (1 - b) by y = a^L - 1 and l = L *)
Definition bound l y := (1 + y) * y / (1 + 2%:R * y / (l * (2%:R + y))) - 2%:R * y / (2%:R + y).

(* what is needed of it: two inequalities of one point each *)
Definition enough l y (D := bound l y) (t := l * (2%:R - D) / (2%:R * l + (l - 2%:R) * D)) :=
  [/\ 0 <= D, D < l, 1 - t * (1 - D / l) + y * (11%:R / 20%:R) * t ^+ 2 <= y * (7%:R / 8%:R)
    & 1 - (1 - y * (11%:R / 20%:R)) * (1 - D / l) ^+ 2 <= y * (7%:R / 8%:R)].

Lemma quotient Y T l q p A B C V U : q = (2%:R * T + Y) * (2%:R * l * T + (l + 2%:R) * Y) -> p = (6%:R * l - 4%:R) * (T * T) + 5%:R * l * Y * T + l * Y * Y ->
  A = 2%:R * l * T * T * q + (l - 2%:R) * Y * Y * p -> B = 2%:R * T * T * q - Y * Y * p -> C = 2%:R * l * T * T * q - Y * Y * p ->
  V = l * T * T * q -> U = Y * Y * p ->
  0 < Y -> 0 < T -> 3%:R <= l -> U < V ->
  0 <= 35%:R * T * q * A * A - (22%:R * T * l * l * q * B * B + 40%:R * Y * p * C * A) ->
  0 <= 35%:R * V * V - (40%:R * T * Y * p * (2%:R * V - U) + 22%:R * (V - U) * (V - U)) ->
  enough l (Y / T).
Proof.
move=> eq ep eA eB eC eV eU Y0 T0 l3 UV; have l0 : 0 < l by apply: lt_le_trans l3; rewrite ltr0n.
have l2 : 0 <= l - 2%:R by rewrite subr_ge0 (le_trans _ l3) // ler_nat.
have q0 : 0 < q by rewrite eq; pos.
have p4 : 0 < 6%:R * l - 4%:R.
  rewrite subr_gt0 (@lt_le_trans _ _ (6%:R * 3%:R)) -?natrM ?ltr_nat // natrM; apply: ler_wpmul2l => //; exact: ler0n.
have p0 : 0 < p by rewrite ep; pos.
have A0 : 0 < A by rewrite eA ltr_paddr //; [nonneg | pos].
have eD : bound l (Y / T) = Y * Y * p / (T * T * q).
  have a0 : 0 < 2%:R * T + Y by pos.
  have b0 : 0 < 2%:R * l * T + (l + 2%:R) * Y by pos.
  have c0 : 0 < l * (2%:R * T + Y) + 2%:R * Y by pos.
  rewrite /bound ep eq; field; rewrite !gt_eqF //; pos.
have et : l * (2%:R - bound l (Y / T)) / (2%:R * l + (l - 2%:R) * bound l (Y / T)) = l * B / A.
  rewrite eD eA eB; field.
  by rewrite -eA !gt_eqF.
have e1 : 1 - bound l (Y / T) / l = (V - U) / V.
  rewrite eD eV eU; field; rewrite !gt_eqF //.
have V0 : 0 < V by rewrite eV; pos.
move=> hL hR; rewrite /enough et e1; split.
- by rewrite eD; nonneg.
- rewrite eD ltr_pdivr_mulr; last by pos.
  have -> : l * (T * T * q) = V by rewrite eV; ring.
  by rewrite -eU.
- rewrite -subr_ge0.
  have -> : Y / T * (7%:R / 8%:R) - (1 - l * B / A * ((V - U) / V) + Y / T * (11%:R / 20%:R) * (l * B / A) ^+ 2) =
     Y / (40%:R * T * T * q * A * A) * (35%:R * T * q * A * A - (22%:R * T * l * l * q * B * B + 40%:R * Y * p * C * A)).
    rewrite eV eU eB eC eA; field.
    by rewrite -eA !gt_eqF.
  by apply: mulr_ge0 => //; nonneg.
rewrite -subr_ge0.
have -> : Y / T * (7%:R / 8%:R) - (1 - (1 - Y / T * (11%:R / 20%:R)) * ((V - U) / V) ^+ 2) =
   Y / (40%:R * T * V * V) * (35%:R * V * V - (40%:R * T * Y * p * (2%:R * V - U) + 22%:R * (V - U) * (V - U))).
  rewrite eU; field.
  by rewrite !gt_eqF.
by apply: mulr_ge0 => //; nonneg.
Qed.
Lemma enough_holds l y : 3%:R <= l -> 0 < y -> y < 1 -> enough l y.
Proof.
move=> l3 y0 y1.
have [w [Y [w0 eY ey]]] : exists w Y, [/\ 0 <= w, Y = 1 \/ Y = 1 + w & y = Y / (2%:R + w)].
  have [yh|yh] := lerP (2%:R * y) 1.
    exists (y^-1 - 2%:R), 1; rewrite [2%:R + _]addrC subrK invrK mul1r; split=> //; last by left.
    by rewrite subr_ge0 -(ler_pmul2r y0) mulVf ?gt_eqF.
  have d0 : 0 < 1 - y by rewrite subr_gt0.
  exists ((2%:R * y - 1) / (1 - y)), (1 + (2%:R * y - 1) / (1 - y)); split; [|by right|].
    by rewrite divr_ge0 ?(ltW d0) // subr_ge0 ltW.
  by field; rewrite gt_eqF //= (_ : _ + _ = 1) ?oner_eq0 //; ring.
have T0 : 0 < 2%:R + w by rewrite ltr_spaddl ?ltr0n.
pose x i : R := if i is 0%N then w else l - 3%:R.
have x0 i : 0 <= x i by case: i => [|i]; rewrite /x // subr_ge0.
have Y0 : 0 < Y by case: eY => ->; rewrite ?ltr01 // ltr_spaddl ?ltr01.
have [Z [hZ eZ]] : exists Z, (Z = low \/ Z = high) /\ value x Z = Y.
  by case: eY => ->; [exists low | exists high]; split; [left | | right |].
have [h1 h2 h3] := certificate hZ.
pose T : R := 2%:R + w; pose v e : R := value x e.
have el : v c_l = l by rewrite /v /x /=; ring.
have ez : v c_z = l - 3%:R by [].
have g1 : 0 <= 35%:R * T * v (c_q Z) * v (c_A Z) * v (c_A Z) -
    (22%:R * T * v c_l * v c_l * v (c_q Z) * v (c_B Z) * v (c_B Z) + 40%:R * v Z * v (c_p Z) * v (c_C Z) * v (c_A Z)) := certified x0 h1.
have g2 : 0 <= 35%:R * v (c_V Z) * v (c_V Z) - (40%:R * T * v Z * v (c_p Z) * (2%:R * v (c_V Z) - v (c_U Z)) +
    22%:R * (v (c_V Z) - v (c_U Z)) * (v (c_V Z) - v (c_U Z))) := certified x0 h2.
have g3 : 0 <= v (c_V Z) - v (c_U Z) - 1 := certified x0 h3.
have eq : v (c_q Z) = (2%:R * T + v Z) * (2%:R * v c_l * T + (5%:R + v c_z) * v Z) by [].
have ep : v (c_p Z) = (14%:R + 6%:R * v c_z) * (T * T) + 5%:R * v c_l * v Z * T + v c_l * v Z * v Z by [].
have eA : v (c_A Z) = 2%:R * v c_l * T * T * v (c_q Z) + (1 + v c_z) * v Z * v Z * v (c_p Z) by [].
have eB : v (c_B Z) = 2%:R * T * T * v (c_q Z) - v Z * v Z * v (c_p Z) by [].
have eC : v (c_C Z) = 2%:R * v c_l * T * T * v (c_q Z) - v Z * v Z * v (c_p Z) by [].
have eV : v (c_V Z) = v c_l * T * T * v (c_q Z) by [].
have eU : v (c_U Z) = v Z * v Z * v (c_p Z) by [].
have eZ' : v Z = Y by [].
move: g1 g2 g3 eq ep eA eB eC eV eU; rewrite el ez eZ' ey -/T.
move: (v (c_q Z)) (v (c_p Z)) (v (c_A Z)) (v (c_B Z)) (v (c_C Z)) (v (c_V Z)) (v (c_U Z)) => q p A B C V U g1 g2 g3 eq ep eA eB eC eV eU.
apply: quotient g1 g2 => //.
- by rewrite eq; ring.
- by rewrite ep; ring.
- by rewrite eA; ring.
by rewrite -subr_gt0 (lt_le_trans ltr01) // -subr_ge0.
Qed.

(* convexity in t = b^(L-1): what holds at both ends of the range of t holds in it; l E = L (1 - b) *)
Lemma between l y E t : 3%:R <= l -> 0 < y -> y < 1 -> 0 <= t -> 0 <= E -> E <= bound l y -> t <= 1 - E / l ->
  2%:R * (1 - t * (1 - E / l)) <= E * (1 + t) -> 1 - t * (1 - E / l) <= y * (7%:R / 8%:R - 11%:R / 20%:R * t ^+ 2).
Proof.
move=> l3 y0 y1 t0 E0 ED tE h; have [] := enough_holds l3 y0 y1; move: (bound l y) ED => D ED D0 Dl i1 i2.
have l0 : 0 < l by apply: lt_le_trans l3; rewrite ltr0n.
have l2 : 0 <= l - 2%:R by rewrite subr_ge0 (le_trans _ l3) // ler_nat.
set u := 1 - D / l in i1 i2; set g := y * (11%:R / 20%:R) in i1 i2; set c := y * (7%:R / 8%:R) in i1 i2.
have -> : y * (7%:R / 8%:R - 11%:R / 20%:R * t ^+ 2) = c - g * t ^+ 2 by rewrite /c /g; field.
have u0 : 0 < u by rewrite subr_gt0 ltr_pdivr_mulr // mul1r.
have uE : u <= 1 - E / l by rewrite ler_add2l ler_opp2 ler_pmul2r ?invr_gt0.
have g1 : 0 <= 1 - g.
  rewrite subr_ge0 /g mulr_ile1 ?(ltW y0) ?(ltW y1) ?divr_ge0 ?ler0n //.
  by rewrite ler_pdivr_mulr ?ltr0n // mul1r ler_nat.
have g0 : 0 <= g by rewrite /g; nonneg.
rewrite -ler_subl_addr opprK; have [ut|/ltW tu] := lerP u t.
  apply: (@le_trans _ _ (1 - (1 - g) * t ^+ 2)).
    rewrite mulrBl opprB mul1r addrA -[X in _ <= X]addrAC ler_add2r ler_add2l ler_opp2 expr2 ler_wpmul2l //.
  apply: le_trans i2; rewrite ler_add2l ler_opp2 ler_wpmul2l // ler_expn2r ?nnegrE // ltW //.
set d := 2%:R * l + (l - 2%:R) * D in i1.
have d0 : 0 < d by rewrite /d ltr_paddr //; [nonneg | pos].
set s := l * (2%:R - D) / d in i1.
have st : s <= t.
  rewrite /s ler_pdivr_mulr //; apply: (@le_trans _ _ (l * (2%:R - E))).
    by rewrite ler_pmul2l // ler_add2l ler_opp2.
  apply: (@le_trans _ _ (t * (2%:R * l + (l - 2%:R) * E))).
    rewrite -subr_ge0; have -> : t * (2%:R * l + (l - 2%:R) * E) - l * (2%:R - E) = l * (E * (1 + t) - 2%:R * (1 - t * (1 - E / l))).
      by field; rewrite gt_eqF.
    by rewrite mulr_ge0 ?(ltW l0) // subr_ge0.
  by rewrite /d ler_wpmul2l // ler_add2l ler_wpmul2l.
apply: (@le_trans _ _ (1 - t * u + g * t ^+ 2)).
  by rewrite ler_add2r ler_add2l ler_opp2 ler_wpmul2l.
have [e|ne] := eqVneq s u.
  by have -> : t = s by apply/eqP; rewrite eq_le st e tu.
have su : 0 < u - s by rewrite subr_gt0 lt_def eq_sym ne (le_trans st).
rewrite -(ler_pmul2l su) -subr_ge0.
have -> : (u - s) * c - (u - s) * (1 - t * u + g * t ^+ 2) =
  (u - t) * (c - (1 - s * u + g * s ^+ 2)) + (t - s) * (c - (1 - (1 - g) * u ^+ 2)) + g * ((t - s) * (u - t) * (u - s)).
  by ring.
apply: addr_ge0; first apply: addr_ge0; apply: mulr_ge0; rewrite ?subr_ge0 //.
by rewrite !mulr_ge0 ?subr_ge0 // -subr_ge0 ltW.
Qed.

(* the trapezoidal rule for a geometric sum *)
Lemma trapezoid n (x : R) : 0 <= x -> 2%:R * G n x <= n.+1%:R * (1 + x ^+ n).
Proof.
move=> x0; rewrite /G mulr_natl mulr2n [X in X + _](reindex_inj rev_ord_inj) -big_split /=.
rewrite mulr_natl -[n.+1 in X in _ <= X]card_ord -sumr_const; apply: ler_sum => i _.
have -> : (n.+1 - i.+1 = n - i)%N by rewrite subSS.
have -> : x ^+ n = x ^+ (n - i) * x ^+ i by rewrite -exprD subnK // -ltnS.
move: (n - i)%N (i : nat) => a b.
have e (u v : R) : 1 + u * v - (u + v) = (1 - u) * (1 - v) by ring.
rewrite -subr_ge0 e.
have [x1|/ltW x1] := lerP x 1; first by rewrite mulr_ge0 ?subr_ge0 ?exprn_ile1.
by rewrite -mulrNN mulr_ge0 // opprB subr_ge0 exprn_ege1.
Qed.

(* E is at least e^-x, without limits: e^-x is the supremum of (1 - x/m)^m over m >= x *)
Definition above_exp (x E : R) := forall m : nat, (0 < m)%N -> x <= m%:R -> (1 - x / m%:R) ^+ m <= E.

Lemma bernoulli_down (v : R) m : v <= 1 -> 1 - m%:R * v <= (1 - v) ^+ m.
Proof.
move=> v1; elim: m => [|m IH]; first by rewrite mul0r subr0.
rewrite exprS; apply: (@le_trans _ _ ((1 - v) * (1 - m%:R * v))); last by rewrite ler_wpmul2l ?subr_ge0.
have e (u : R) : (1 - v) * (1 - u * v) - (1 - (u + 1) * v) = u * v ^+ 2 by ring.
rewrite -subr_ge0 -addn1 natrD e.
by rewrite mulr_ge0 ?ler0n ?sqr_ge0.
Qed.

(* the tangent of (1 - x/64)^64, rounded down *)
Lemma tangent (x : R) : 0 <= x <= 1 -> 7%:R / 8%:R - 11%:R / 20%:R * x <= (1 - x / 64%:R) ^+ 64.
Proof.
case/andP => x0 x1; pose v := (5%:R * x - 3%:R) / 317%:R.
have -> : 1 - x / 64%:R = 317%:R / 320%:R * (1 - v) by rewrite /v; field.
have v1 : v <= 1.
  rewrite /v ler_pdivr_mulr ?ltr0n // mul1r ler_subl_addr (@le_trans _ _ (5%:R * 1)) ?ler_wpmul2l ?ler0n //.
  by rewrite mulr1 -natrD ler_nat.
have big (a b c e : nat) : (c * b <= a * e)%N -> (0 < b)%N -> (0 < e)%N -> c%:R / e%:R <= a%:R / b%:R :> R.
  by move=> h b0 e0; rewrite ler_pdivr_mulr ?ltr0n // mulrAC ler_pdivl_mulr ?ltr0n // -!natrM ler_nat.
have sq (a b : R) m : 0 <= b -> b <= a ^+ 2 -> b ^+ m <= a ^+ (2 * m).
  by move=> b0 ba; rewrite exprM ler_expn2r // nnegrE ?sqr_ge0.
have frac (a b : nat) : 0 <= a%:R / b%:R :> R by rewrite divr_ge0 ?ler0n.
have step2 (a b c e : nat) m : (c * (b * b) <= (a * a) * e)%N -> (0 < b)%N -> (0 < e)%N -> (c%:R / e%:R : R) ^+ m <= (a%:R / b%:R) ^+ (2 * m).
  move=> h b0 e0; apply: sq; rewrite ?frac // expr_div_n !expr2 -!natrM; apply: big => //.
  by rewrite muln_gt0 b0.
have h64 : 169%:R / 310%:R <= (317%:R / 320%:R : R) ^+ 64.
  apply: (@le_trans _ _ ((368%:R / 375%:R) ^+ 32)); last by apply: (step2 _ _ _ _ 32%N); lia.
  apply: (@le_trans _ _ ((26%:R / 27%:R) ^+ 16)); last by apply: (step2 _ _ _ _ 16%N); lia.
  apply: (@le_trans _ _ ((51%:R / 55%:R) ^+ 8)); last by apply: (step2 _ _ _ _ 8%N); lia.
  apply: (@le_trans _ _ ((49%:R / 57%:R) ^+ 4)); last by apply: (step2 _ _ _ _ 4%N); lia.
  apply: (@le_trans _ _ ((48%:R / 65%:R) ^+ 2)); last by apply: (step2 _ _ _ _ 2%N); lia.
  by rewrite -[X in X <= _]expr1; apply: (step2 _ _ _ _ 1%N); lia.
have t0 : 0 <= 1 - 64%:R * v.
  rewrite subr_ge0 /v mulrA ler_pdivr_mulr ?ltr0n // mul1r (@le_trans _ _ (64%:R * (5%:R * 1 - 3%:R))) //.
    by rewrite ler_wpmul2l ?ler0n // ler_add2r ler_wpmul2l ?ler0n.
  by rewrite mulr1 -natrB // -natrM ler_nat.
rewrite exprMn; apply: (@le_trans _ _ (169%:R / 310%:R * (1 - 64%:R * v))); last first.
  apply: ler_pmul => //; exact: bernoulli_down.
have e : 169%:R / 310%:R * (1 - 64%:R * v) - (7%:R / 8%:R - 11%:R / 20%:R * x) = (13%:R + 126%:R * (1 - x)) / (4%:R * 310%:R * 317%:R).
  by rewrite /v; field.
by rewrite -subr_ge0 e divr_ge0 ?mulr_ge0 ?ler0n // addr_ge0 ?ler0n // mulr_ge0 ?ler0n ?subr_ge0.
Qed.
End Reals.
