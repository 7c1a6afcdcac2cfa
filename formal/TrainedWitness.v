(* The hypotheses of Theorem B for the trained network hold somewhere: two layers of width 2, head 2, a live seen tail 1/2, step size 1/5. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced A2.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Witness.
Variable R : rcfType.
Definition w_d (l : nat) := 2%N.
Definition w_p (k : 'I_2) : R := 1.
Definition w_x (k : 'I_2) : 'cV[R]_(w_d 0) := delta_mx k 0.
Definition w_y (k : 'I_2) : 'cV[R]_(w_d 2) := (k == 0)%:R *: delta_mx 0 0.
Definition w_Q l : 'M[R]_(w_d l) := 1%:M.
Definition w_lam (i : nat) : R := if i == 0%N then 2%:R else if i == 1%N then 2%:R^-1 else 0.
Definition w_W l : 'M[R]_(w_d l.+1, w_d l) := pad _ _ w_lam.
Definition w_one (i : nat) : R := (i < 1)%N%:R.

Theorem trained_inhabited (eta := 5%:R^-1 : R) (M := 2%:R : R) (c := 2%:R / 5%:R : R) (w0 := 3%:R : R) :
  [/\ balanced w_W 2 w_Q w_lam 2,
      Sigma_xx w_p w_x = w_Q 0 *m diag_mx (\row_j 1) *m (w_Q 0)^T,
      A2.Sigma_yx w_p w_x w_y = w_Q 2 *m pad _ _ w_one *m (w_Q 0)^T,
      [/\ 0 < eta, eta * 2%:R <= 1, 1 <= M & eta * M ^+ (2 * 1) <= 1]
    & [/\ 0 < w_lam 0 <= M, 0 < w_lam 1, 0 < c /\ c <= 1, c <= step 1 eta M /\ c <= w_lam 0 & `|1 - w_lam 0 ^+ 2| <= w0]].
Proof.
have i5 : 0 < 5%:R :> R by rewrite ltr0n.
split.
- split=> // [l _|[|[|i]] //|l _]; first by rewrite /orthogonal trmx1 mulmx1.
  by rewrite /w_Q trmx1 mulmx1 mul1mx.
- rewrite /w_Q trmx1 mulmx1 mul1mx /Sigma_xx; apply/matrixP => i j; rewrite summxE.
  rewrite (bigD1 i) //= big1 => [|k ki]; rewrite /w_p /w_x scale1r trmx_delta mul_delta_mx !mxE.
    by rewrite eqxx addr0 eq_sym; case: (i == j); rewrite ?mulr1n.
  by rewrite eq_sym (negbTE ki).
- rewrite /w_Q trmx1 mulmx1 mul1mx /A2.Sigma_yx; apply/matrixP => i j; rewrite summxE.
  rewrite big_ord_recl big_ord1 !mxE !big_ord1 !mxE /w_p /w_one.
  by case: i j => [[|[|i]] hi] [[|[|j]] hj] //=; rewrite ?(mulr0, mul0r, mulr1, addr0, mulr1n, mulr0n).
- split; rewrite ?invr_gt0 ?ler1n //; rewrite /eta mulrC ler_pdivr_mulr // mul1r ?ler_nat //.
  by rewrite /M -natrX ler_nat.
have e : step 1 eta M = 4%:R / 5%:R by rewrite /step /eta /M; field.
split; rewrite ?e /w_lam /= ?ltr0n ?invr_gt0 ?lexx ?ltr0n //.
- by rewrite divr_gt0 ?ltr0n // ler_pdivr_mulr // mul1r ler_nat.
- split; first by rewrite ler_pmul2r ?invr_gt0 // ler_nat.
  by rewrite ler_pdivr_mulr // -natrM ler_nat.
by rewrite distrC (_ : 2%:R ^+ 2 - 1 = 3%:R :> R) ?normr_nat //; ring.
Qed.
End Witness.
