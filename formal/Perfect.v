(* The smallest trained network, W^1 = W^2 = (1) on the data x = y = 1: residual 0, so that the whole Hessian is H_o. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Hessian Zero Roots A9 A1 A5 Witness.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Perfect.
Variable R : rcfType.
Notation S := (thin 0 (1 : R)).
Definition share (n : 'I_1) : R := 1.
Definition seen_x (n : 'I_1) : 'cV[R]_(d S 0) := const_mx 1.
Definition seen_y (n : 'I_1) : 'cV[R]_(d S (layers S)) := const_mx 1.
Definition whole : 'M[R]_(params (d S) (layers S)) := H_o (W S) (layers S) (Sigma_xx share seen_x) + H_f (W S) share seen_x seen_y.

Lemma covariance_shown : Sigma_xx share seen_x = Sxx S.
Proof.
have [_ _ ->] := thin_shown 0 (1 : R); rewrite /Sigma_xx big_ord1 scale1r.
by apply/matrixP => i j; rewrite !mxE big_ord1 !mxE !ord1 /= mulr1.
Qed.

Lemma residual_zero : Omega (W S) share seen_x seen_y = 0.
Proof.
have [e0 e1 _] := thin_shown 0 (1 : R).
rewrite /Omega big_ord1 /residual (_ : mult (W S) (layers S) 0 *m seen_x ord0 - seen_y ord0 = 0) ?mul0mx ?scaler0 //.
have -> : mult (W S) (layers S) 0 = W S 1 *m (W S 0 *m 1%:M).
  by rewrite /=; congr (_ *m (_ *m _)); apply/matrixP => i j; rewrite !mxE.
rewrite e1 mulmx1 mul1mx e0; apply/matrixP => i j; rewrite !mxE big_ord1 !mxE.
by rewrite eqxx mulr1 subrr.
Qed.

Lemma whole_outer : whole = H_o (W S) (layers S) (Sxx S).
Proof. by rewrite /whole covariance_shown H_f0 ?addr0 // residual_zero. Qed.

Lemma functional_zero : spectral_norm (H_f (W S) share seen_x seen_y) 0.
Proof.
rewrite H_f0 ?residual_zero //; split=> [|c [] //].
by split=> // v; rewrite mul0mx dot0 expr0n mul0r.
Qed.

(* one of the two eigenvalues is 0, and so does not leave [-0, 0] *)
Lemma one_zero s : spectrum (H_o (W S) (layers S) (Sxx S)) s -> count (pred1 0) s = 1%N.
Proof.
move=> sp; have [t0 L2 r1 cl] := given_A9 (@thin_around R 0) (@thin_given R 0).
by have [_ /(_ s sp) [_ _ [h3 _]]] := clusters t0 L2 cl; rewrite h3 thin_params.
Qed.

Lemma one_inside s : spectrum whole s -> number_in (- 0) 0 s = 1%N.
Proof.
rewrite whole_outer => /one_zero <-; apply: eq_count => x; by rewrite /= oppr0 -eq_le eq_sym.
Qed.
End Perfect.

(* the assumptions of Theorem 3.5 there, with step size 1/4, m = 1, delta = 1/8 *)
Lemma perfect_given (R : rcfType) (S := thin 0 (1 : R)) (h := 0 : R) (M := 1 : R) (eta := 4%:R^-1 : R) (m := 1 : R) (e := 8%:R^-1 : R) :
  [&& (eta : R) < (Num.min (1 / (layers S)%:R) (1 / (M ^ (2%:Z * (layers S)%:Z - 2%:Z))) : R),
      ((m + e) / (m - e) : R) < (rpow (layers S)%:R 1 (2%:Z * ((layers S)%:Z - 1)) : R), (tail S : R) == (0 : R),
      ((m - e) ^ (2%:Z * ((layers S)%:Z - 1)) : R) > (2%:R * h : R), ((layers S)%:Z : int) >= (2%:Z : int), ((r S)%:Z : int) >= (1 : int) & (m : R) > (e : R)].
Proof.
have /andP[t0 /andP[e0 /andP[sp /andP[_ /andP[_ em]]]]] := @thin_given R 0.
rewrite sp t0 em /= mulr0 !andbT; apply/andP; split; last by rewrite exprz_gt0 // subr_gt0.
rewrite lt_minr exp1rz !div1r invr1 ltf_pinv ?posrE ?ltr0n // ltr_nat /=.
by rewrite invf_lt1 ?ltr0n // ltr1n.
Qed.
