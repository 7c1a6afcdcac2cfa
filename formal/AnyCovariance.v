(* The spectrum at a balanced minimum for any covariance of the inputs: neither white nor aligned, singular or not. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Hessian Zero Families.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Blocks.
Variables (F : fieldType) (m n : nat) (A : 'I_m -> 'M[F]_n).

(* the matrix with the blocks A_i along the diagonal, indexed as a Kronecker product *)
Definition along : 'M[F]_(m * n) := \sum_i delta_mx i i *t A i.
Let E (i : 'I_m) : 'M[F]_(m * n, n) := \matrix_(k, j) (((mxtens_unindex k).1 == i) && ((mxtens_unindex k).2 == j))%:R.

Lemma pick q (i : 'I_m) (X : 'M[F]_(n, q)) k j : (E i *m X) k j = ((mxtens_unindex k).1 == i)%:R * X (mxtens_unindex k).2 j.
Proof.
rewrite [LHS]mxE (bigD1 (mxtens_unindex k).2) //= mxE eqxx andbT big1 ?addr0 // => l lk.
by rewrite mxE [_ == l]eq_sym (negbTE lk) andbF mul0r.
Qed.

Lemma E_dot (i j : 'I_m) : (E i)^T *m E j = if i == j then 1%:M else 0.
Proof.
apply/matrixP => a b; rewrite [LHS]mxE.
rewrite (bigD1 (mxtens_index (i, a))) //= ![in X in X + _]mxE mxtens_indexK /= !eqxx mul1r big1 => [|k kd].
  by rewrite addr0; case: (i == j); rewrite !mxE.
case: (mxtens_indexP k) kd => k1 k2; rewrite (can_eq (@mxtens_indexK _ _)) xpair_eqE !mxE mxtens_indexK /=.
by case: (_ && _) => //; rewrite mul0r.
Qed.

Theorem char_poly_along : char_poly along = \prod_i char_poly (A i).
Proof.
have e : along = \sum_i E i *m A i *m (E i)^T.
  apply: eq_bigr => i _; apply/matrixP => k l; case: (mxtens_indexP k) => k1 k2; case: (mxtens_indexP l) => l1 l2.
  have -> : E i *m A i *m (E i)^T = (E i *m (E i *m A i)^T)^T by rewrite trmx_mul trmxK.
  by rewrite [RHS]mxE pick [(E i *m A i)^T _ _]mxE pick !mxtens_indexK /= tensmxE mxE mulrA -natrM mulnb andbC.
have := @char_poly_families F (m * n) _ (fun=> n) E A (enum 'I_m) (enum_uniq _).
rewrite !big_enum /= sum_nat_const card_ord -e => h.
have X0 : 'X^(m * n) != 0 :> {poly F} by rewrite expf_neq0 ?polyX_eq0.
apply: (mulfI X0); rewrite h => [|i j _ _ ij]; last by rewrite E_dot (negbTE ij).
congr (_ * _); apply: eq_bigr => i _.
by rewrite mulmxA E_dot eqxx mul1mx.
Qed.
End Blocks.

Lemma tens11 (R : comRingType) m n : (1%:M : 'M[R]_m) *t (1%:M : 'M[R]_n) = 1%:M.
Proof.
apply/matrixP => i j; case: (mxtens_indexP i) => i1 i2; case: (mxtens_indexP j) => j1 j2.
by rewrite tensmxE !mxE (can_eq (@mxtens_indexK _ _)) xpair_eqE -natrM mulnb.
Qed.

Section Minimum.
Variables (R : fieldType) (d : nat -> nat) (L N : nat) (W : forall l, 'M[R]_(d l.+1, d l)).
Variables (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0)) (y : 'I_N -> 'cV[R]_(d L)).
Variables (Q : forall l, 'M[R]_(d l)) (lam : nat -> R) (m : nat).
Hypothesis bal : balanced W L Q lam m.

(* sum_l lambda_i^(2(L-l)) (V diag(lambda)^2 V^T)^(l-1), the part of the Gram matrix that output direction i sees *)
Definition part i : 'M[R]_(d 0) := Q 0 *m diag_mx (\row_j nu L (lam i) (lam j)) *m (Q 0)^T.

Theorem char_poly_H_o_any (S : 'M[R]_(d 0)) :
  'X^(d L * d 0) * char_poly (H_o W L S) = 'X^(params d L) * \prod_(i < d L) char_poly (S *m part i).
Proof.
rewrite /H_o -mulmxA char_poly_mulC; congr (_ * _); rewrite -char_poly_along -mulmxA.
have oL : orthogonal (Q L) by case: bal => o _ _ _; apply: o.
have -> : B_o L S *m ((A_o W L)^T *m A_o W L) = (Q L *t 1%:M) *m along (fun i => S *m part i) *m (Q L *t 1%:M)^T.
  rewrite (gram_balanced bal) /B_o.
  have -> : diag_mx (nus d L lam) = \sum_(i < d L) delta_mx i i *t diag_mx (\row_j nu L (lam i) (lam j)).
    apply/matrixP => a b; rewrite summxE; case: (mxtens_indexP a) => a1 a2; case: (mxtens_indexP b) => b1 b2.
    rewrite (bigD1 a1) //= tensmxE big1 => [|i ia]; last by rewrite tensmxE !mxE eq_sym (negbTE ia) mul0r.
    rewrite !mxE mxtens_indexK /= (can_eq (@mxtens_indexK _ _)) xpair_eqE eqxx /= addr0 [b1 == a1]eq_sym.
    by case: (a1 == b1); rewrite ?mul1r ?mul0r.
  rewrite /along !(mulmx_sumr, mulmx_suml); apply: eq_bigr => i _.
  by rewrite /part !trmx_tens !tensmx_mul !mul1mx trmx1 !mulmx1 !mulmxA.
by apply: char_poly_conj; rewrite trmx_tens trmx1 tensmx_mul mulmx1 (mulmx1C oL) tens11.
Qed.

(* at a minimum with zero mean residual this is the spectrum of the whole Hessian *)
Corollary char_poly_minimum : Omega W p x y = 0 ->
  'X^(d L * d 0) * char_poly (H_o W L (Sigma_xx p x) + H_f W p x y) =
  'X^(params d L) * \prod_(i < d L) char_poly (Sigma_xx p x *m part i).
Proof. by move=> O0; rewrite H_f0 // addr0 char_poly_H_o_any. Qed.
End Minimum.
