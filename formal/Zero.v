(* At a point whose residual vanishes in the mean (Omega = 0) the whole Hessian is H_o, so Lemma A.9 is the spectrum of the Hessian itself. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Hessian.
Import GRing.Theory.
Local Open Scope ring_scope.
Lemma H_f0 (R : comRingType) d L N W p x y : @Omega R d L N W p x y = 0 -> @H_f R d L N W p x y = 0.
Proof.
move=> O0; have z k l : lower W p x y k l = 0.
  rewrite /lower O0 mulmx0 mul0mx tens0mx; apply/matrixP => i j; by rewrite !mxE.
rewrite /H_f -[RHS]mxblock0; apply: eq_mxblock => k l.
by rewrite !z trmx0; case: ifP => _ //; case: ifP.
Qed.

(* the spectrum of the whole Hessian at a global minimum, with multiplicities; `hessian` says that H_o + H_f is the Hessian *)
Theorem whole_hessian_spectrum (R : fieldType) (d : nat -> nat) (L N : nat) W p x y (Q : forall l, 'M[R]_(d l)) lam r rho :
  @Omega R d L N W p x y = 0 -> balanced W L Q lam r -> (2 <= L)%N -> (r <= rho)%N -> (rho <= d 0)%N ->
  Sigma_xx p x = Q 0%N *m diag_mx (\row_j (j < rho)%:R) *m (Q 0%N)^T ->
  char_poly (H_o W L (Sigma_xx p x) + H_f W p x y) =
  'X^(params d L - (rho + d L - r) * r)
  * (\prod_(i < r) \prod_(j < r) ('X - (nu L (lam i) (lam j))%:P))
  * (\prod_(i < r) ('X - (lam i ^+ (2 * (L - 1)))%:P)) ^+ (rho + d L - 2 * r).
Proof.
move=> O0 bal L2 rr rd cov; rewrite H_f0 // addr0.
exact: (lemma_A9 bal (sigma := fun j => (j < rho)%:R) cov L2).
Qed.
