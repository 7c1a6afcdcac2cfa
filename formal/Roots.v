(* Roots and powers with a quotient for exponent; the spread condition of Lemma A.9 with and without a root. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Roots.
Variable R : rcfType.

Lemma rootP (n : nat) (x : R) : (0 < n)%N -> 0 <= x -> 0 <= root n x /\ root n x ^+ n = x.
Proof.
move=> n0 x0; rewrite /root; case: eqP => [h|[]]; last by rewrite n0 x0.
by have /andP[? /eqP ?] := xchooseP (root_exists h).
Qed.

Lemma lt_root (n : nat) (x y : R) : (0 < n)%N -> 0 <= x -> 0 <= y -> (y < root n x) = (y ^+ n < x).
Proof.
move=> n0 x0 y0; have [r0 rn] := rootP n0 x0.
by rewrite -[in RHS]rn ltr_pexpn2r // nnegrE.
Qed.

(* the exponent 2(n - m), as the formulas print it *)
Lemma pow2_sub (F : unitRingType) (x : F) (n m : nat) : (m <= n)%N -> x ^ (2%:Z * (n%:Z - m%:Z)) = x ^+ (2 * (n - m)).
Proof. by move=> mn; rewrite subzn. Qed.
Lemma pow2E (F : unitRingType) (x : F) (n : nat) : (0 < n)%N -> x ^ (2%:Z * (n%:Z - 1)) = x ^+ (2 * (n - 1)).
Proof. exact: pow2_sub. Qed.

Lemma pow_sub (F : unitRingType) (x : F) (n m : nat) : (m <= n)%N -> x ^ (n%:Z - m%:Z) = x ^+ (n - m).
Proof. by move=> mn; rewrite subzn. Qed.
Lemma pow_1 (F : unitRingType) (x : F) (n : nat) : (0 < n)%N -> x ^ (n%:Z - 1) = x ^+ (n - 1).
Proof. exact: pow_sub. Qed.
Lemma pow_2 (F : unitRingType) (x : F) (n : nat) : (1 < n)%N -> x ^ (n%:Z - 2%:Z) = x ^+ (n - 2).
Proof. exact: pow_sub. Qed.
Lemma pow2_1 (F : unitRingType) (x : F) (n : nat) : (0 < n)%N -> x ^ (2%:Z * n%:Z - 1) = x ^+ (2 * n - 1).
Proof. by move=> n0; rewrite -PoszM subzn // muln_gt0. Qed.
Lemma pow2_2 (F : unitRingType) (x : F) (n : nat) : (0 < n)%N -> x ^ (2%:Z * n%:Z - 2%:Z) = x ^+ (2 * n - 2).
Proof. by move=> n0; rewrite -PoszM subzn // -{1}[2%N]muln1 leq_pmul2l. Qed.

Lemma rpow_inv (L : nat) (x : R) : (2 <= L)%N -> rpow x 1 (2%:Z * (L%:Z - 1)) = root (2 * (L - 1)) x.
Proof.
move=> L2; have -> : 2%:Z * (L%:Z - 1) = (2 * (L - 1))%:Z by rewrite subzn ?(ltnW L2).
rewrite /rpow absz_nat gtr0_sgz ?mulr1 ?expr1z // ltz_nat muln_gt0 subn_gt0; exact: L2.
Qed.

Lemma quotient_below (L : nat) (a b : R) : (2 <= L)%N -> 0 <= a -> 0 < b ->
  (a / b < rpow L%:R 1 (2%:Z * (L%:Z - 1))) = (a ^+ (2 * (L - 1)) < L%:R * b ^+ (2 * (L - 1))).
Proof.
move=> L2 a0 b0; rewrite rpow_inv //.
have n0 : (0 < 2 * (L - 1))%N by rewrite muln_gt0 subn_gt0.
rewrite lt_root ?ler0n // ?divr_ge0 // ?ltW //.
by rewrite expr_div_n ltr_pdivr_mulr // exprn_gt0.
Qed.

Lemma spreadP (L : nat) (m e : R) : (2 <= L)%N -> e < m -> 0 <= e ->
  ((m + e) / (m - e) < rpow L%:R 1 (2%:Z * (L%:Z - 1))) = ((m + e) ^+ (2 * (L - 1)) < L%:R * (m - e) ^+ (2 * (L - 1))).
Proof.
move=> L2 em e0; apply: quotient_below => //; last by rewrite subr_gt0.
by rewrite addr_ge0 // ltW // (le_lt_trans e0).
Qed.
End Roots.
