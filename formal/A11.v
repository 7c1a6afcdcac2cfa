(* Lemma A.11 in Weyl's form, and the norm bound of Lemma A.8 at a point: how far H_f moves the eigenvalues of H_o. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Hessian A5 Spectral Weyl Norms A6.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* the covariance of outputs and inputs *)
Definition Sigma_yx (R : comRingType) d L N (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0%N)) (y : 'I_N -> 'cV[R]_(d L)) :=
  \sum_n p n *: (y n *m (x n)^T).

Section Weyl.
Variables (R : rcfType) (d : nat -> nat) (L N : nat) (W : forall l, 'M[R]_(d l.+1, d l)).
Variables (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0%N)) (y : 'I_N -> 'cV[R]_(d L)) (c : R).
Notation H_o := (H_o W L (Sigma_xx p x)).
Notation H_f := (H_f W p x y).
Hypothesis norm_H_f : bounded H_f c.

Lemma Sigma_xx_sym : (Sigma_xx p x)^T = Sigma_xx p x.
Proof. by rewrite /Sigma_xx raddf_sum; apply: eq_bigr => n _; rewrite /= linearZ /= trmx_mul trmxK. Qed.

(* Lemma A.11: in increasing order the k-th eigenvalues of H and of H_o differ by at most |H_f|; for all layers and data *)
Theorem A11_sorted s t k : spectrum H_o s -> spectrum (H_o + H_f) t -> sorted <=%R s -> sorted <=%R t ->
  (k < params d L)%N -> `|nth 0 t k - nth 0 s k| <= c.
Proof.
by apply: weyl => [||v]; [exact/H_o_sym/Sigma_xx_sym | exact: H_f_sym | exact: bounded_form].
Qed.

(* beside any list of the eigenvalues of H_o there is one of those of H, entry by entry at most |H_f| away *)
Theorem A11_beside s : spectrum H_o s -> exists t,
  [/\ spectrum (H_o + H_f) t, size t = size s & forall k, (k < params d L)%N -> `|nth 0 t k - nth 0 s k| <= c].
Proof.
by apply: weyl_beside => [||v]; [exact/H_o_sym/Sigma_xx_sym | exact: H_f_sym | exact: bounded_form].
Qed.

(* H has at least as many eigenvalues in [a - |H_f|, b + |H_f|] as H_o has in [a, b] *)
Theorem A11_count s t a b : spectrum H_o s -> spectrum (H_o + H_f) t ->
  (number_in a b s <= number_in (a - c) (b + c) t)%N.
Proof.
by apply: weyl_count => [||v]; [exact/H_o_sym/Sigma_xx_sym | exact: H_f_sym | exact: bounded_form].
Qed.
End Weyl.

Section Residual.
Variables (R : realFieldType) (d : nat -> nat) (L N : nat) (W : forall l, 'M[R]_(d l.+1, d l)).
Variables (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0%N)) (y : 'I_N -> 'cV[R]_(d L)).
Variables (Q : forall l, 'M[R]_(d l)) (lam sigma s : nat -> R) (n r : nat).
Hypothesis bal : balanced W L Q lam n.
Hypothesis cov : Sigma_xx p x = Q 0%N *m diag_mx (\row_j sigma j) *m (Q 0%N)^T.
Hypothesis target : Sigma_yx p x y = Q L *m pad _ _ s *m (Q 0%N)^T.

(* the residual in the shared frame: omega_i = sigma_i lambda_i^L - s_i *)
Lemma Omega_aligned : Omega W p x y = Q L *m pad _ _ (fun i => sigma i * lam i ^+ L - s i) *m (Q 0%N)^T.
Proof.
have -> : Omega W p x y = mult W L 0 *m Sigma_xx p x - Sigma_yx p x y.
  rewrite /Omega /Sigma_xx /Sigma_yx mulmx_sumr -sumrB; apply: eq_bigr => k _.
  by rewrite /residual mulmxBl scalerBr -scalemxAr mulmxA.
case: (bal) => o _ _ _; have o0 : orthogonal (Q 0%N) by apply: o.
rewrite target (mult_balanced bal) ?leqnn // cov subn0 !mulmxA -(mulmxA _ (Q 0%N)^T) orthogonalC // mulmx1.
rewrite -mulmxBl; congr (_ *m _); rewrite -mulmxA -mulmxBr; congr (_ *m _).
apply/matrixP => i j; rewrite mul_mx_diag !mxE mulrnBl mulrC -mulrnAr; congr (_ - _).
by case: eqP => [->|_]; rewrite ?mulr1n ?mulr0n ?mulr0.
Qed.

(* Lemma A.8 at a point, any tail: residuals of the head at most eps, of the seen tail (sigma_i = 1) at most theta^L, of the hidden tail
   (sigma_i = 0) zero, so |H_f| <= (L - 1) max(eps, theta^L) max_i |lambda_i|^(L - 2) *)
Theorem A8_norm eps theta M : (0 < L)%N -> 0 <= eps -> 0 <= theta -> 0 <= M ->
  (forall i, s i = (i < r)%:R) -> (forall i, (i < r)%N -> sigma i = 1) -> (forall i, sigma i = 0 \/ sigma i = 1) ->
  (forall i, (i < r)%N -> `|lam i ^+ L - 1| <= eps) -> (forall i, (i < r)%N -> `|lam i| <= M) ->
  (forall i, (r <= i)%N -> `|lam i| <= theta) ->
  bounded (H_f W p x y) ((L - 1)%:R * (Num.max eps (theta ^+ L) * Num.max M theta ^+ (L - 2))).
Proof.
move=> L0 e0 t0 M0 sE s1 s01 head hM tl; apply: (A6_upper bal Omega_aligned) => // [||i _|i _].
- by rewrite le_maxr M0.
- by rewrite le_maxr e0.
- by case: (ltnP i r) => ir; rewrite le_maxr; apply/orP; [left; apply: hM | right; apply: tl].
case: (ltnP i r) => ir; rewrite sE le_maxr.
  by apply/orP; left; rewrite ir s1 // mul1r; apply: head.
rewrite ltnNge ir subr0; case: (s01 i) => ->; first by rewrite mul0r normr0 e0.
by rewrite mul1r normrX ler_expn2r ?orbT ?nnegrE ?tl.
Qed.

(* the same where no tail is seen (sigma_i = 0 or lambda_i = 0 beyond r): the tail does not enter the first factor *)
Theorem A8_unseen eps m : (0 < L)%N -> 0 <= eps -> 0 <= m ->
  (forall i, s i = (i < r)%:R) -> (forall i, (i < r)%N -> sigma i = 1) -> (forall i, (r <= i)%N -> sigma i * lam i ^+ L = 0) ->
  (forall i, (i < r)%N -> `|lam i ^+ L - 1| <= eps) -> (forall i, (i < n)%N -> `|lam i| <= m) ->
  bounded (H_f W p x y) ((L - 1)%:R * (eps * m ^+ (L - 2))).
Proof.
move=> L0 e0 m0 sE s1 unseen head hm; apply: (A6_upper bal Omega_aligned) => // i _.
case: (ltnP i r) => ir; rewrite sE; first by rewrite ir s1 // mul1r; apply: head.
by rewrite ltnNge ir unseen // subr0 normr0.
Qed.
End Residual.
