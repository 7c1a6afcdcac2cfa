(* A training that exists: depth 2, widths 2, r = 1, Sigma_xx = 1, head value 2, a live tail value 1/2, nothing tilted or misplaced. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced A2 A3 Training.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Example.
Variable R : archiFieldType.
Definition unit_input (n : 'I_2) : 'cV[R]_2 := delta_mx n 0.
Definition unit_output (n : 'I_2) : 'cV[R]_2 := if n == 0 then delta_mx 0 0 else 0.

Lemma unit_covariance : Sigma_xx (d := fun=> 2%N) (fun=> 1) unit_input = 1%:M.
Proof.
rewrite /Sigma_xx; apply/matrixP => i j; rewrite summxE (bigD1 i) //= big1 => [|n ni].
  by rewrite scale1r addr0 !mxE big_ord1 !mxE !eqxx !andbT mul1r eq_sym.
by rewrite scale1r !mxE big_ord1 !mxE !andbT eq_sym (negbTE ni) mul0r.
Qed.

Lemma unit_target : Sigma_yx (d := fun=> 2%N) (L := 2) (fun=> 1) unit_input unit_output =
  1%:M *m pad 2 2 (fun i => (i < 1)%N%:R) *m (1%:M)^T.
Proof.
rewrite trmx1 mulmx1 mul1mx /Sigma_yx; apply/matrixP => i j; rewrite summxE !big_ord_recl big_ord0 /unit_output /= !mxE.
rewrite !big_ord1 !mxE; case: i => [[|[|]]] // ?; case: j => [[|[|]]] // ?;
by rewrite -!val_eqE /= ?mulr1 ?mulr0 ?mul0r ?addr0 ?mulr1n ?mulr0n.
Qed.

Lemma unit_start : @balanced R (fun=> 2%N) (@example_W R) 2 (@example_Q R) (@example_lam R) (minn 2 2).
Proof. by case: (@example_inhabits R). Qed.
Lemma unit_nonneg i : 0 <= @example_lam R i.
Proof. by case: i => [|[|i]]; rewrite /example_lam /= ?invr_ge0 ?ler0n. Qed.
Lemma unit_projection : Sigma_xx (d := fun=> 2%N) (fun=> 1) unit_input *m Sigma_xx (d := fun=> 2%N) (fun=> 1) unit_input =
  Sigma_xx (d := fun=> 2%N) (fun=> 1) unit_input.
Proof. by rewrite unit_covariance mulmx1. Qed.

Definition example := @Training R (fun=> 2%N) 2 1 2 (fun=> 1) unit_input unit_output (@example_W R) (@example_Q R) (@example_lam R)
  isT (fun=> ler01) unit_projection unit_target unit_start unit_nonneg.

Lemma example_training : [/\ misplace example = 0%N, tilt example = 0%N, head example = 1%N, lam0 example 0 = 2%:R & lam0 example 1 = 2%:R^-1].
Proof.
have c : cov_xx example = 1%:M := unit_covariance.
have m : misplace example = 0%N.
  apply: eq_card0 => j; rewrite !inE c mul1mx /rank_cov c mxrank1.
  by rewrite (ltn_ord j) scale1r eqxx andbF.
by split=> //; apply: misplace_tilt.
Qed.
End Example.
