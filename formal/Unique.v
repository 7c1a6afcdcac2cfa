(* A symmetric matrix is determined by its quadratic form on parameter directions: H_o + H_f is the Hessian matrix, not only its form. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Hessian.
Set Implicit Arguments.
Unset Strict Implicit.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma vec_params_onto (R : comRingType) (d : nat -> nat) L (v : 'cV[R]_(params d L)) : exists E, vec_params L E = v.
Proof.
pose unvec m n (u : 'cV[R]_(m * n)) : 'M[R]_(m, n) := \matrix_(i, j) u (mxtens_index (i, j)) 0.
pose E l : 'M[R]_(d l.+1, d l) :=
  match (l < L)%N =P true with ReflectT h => unvec _ _ (submxcol v (Ordinal h)) | ReflectF _ => 0 end.
exists E; rewrite -[RHS]submxcolK /vec_params; apply: eq_mxcol => l.
rewrite {}/E; case: l => l hl /=; case: eqP => [h|/(_ hl)//].
rewrite (bool_irrelevance h hl).
apply/matrixP => k z; rewrite [z]ord1; case: (mxtens_indexP k) => i j; rewrite vecrE mxE.
by [].
Qed.

Lemma form_inj (R : numDomainType) n (A B : 'M[R]_n) : A^T = A -> B^T = B ->
  (forall v : 'cV_n, (v^T *m A *m v) 0 0 = (v^T *m B *m v) 0 0) -> A = B.
Proof.
move=> sA sB h; apply/eqP; rewrite -subr_eq0; set C := A - B.
have sC i j : C i j = C j i by rewrite /C ![fun_of_matrix (_ - _) _ _]mxE -{1}sA -{1}sB !mxE.
have e (i j : 'I_n) : ((delta_mx i 0 : 'cV[R]_n)^T *m C *m (delta_mx j 0 : 'cV[R]_n)) 0 0 = C i j.
  rewrite trmx_delta -colE mxE mxE (bigD1 i) //= mxE !eqxx mul1r big1 ?addr0 // => k ki.
  by rewrite mxE (negbTE ki) andbF mul0r.
have q (v : 'cV_n) : (v^T *m C *m v) 0 0 = 0.
  by rewrite /C mulmxBr mulmxBl [LHS]mxE [X in _ + X]mxE h subrr.
clearbody C; apply/eqP/matrixP => i j; rewrite [RHS]mxE; have := q (delta_mx i 0 + delta_mx j 0).
have aE (u v : 'M[R]_1) : (u + v) 0 0 = u 0 0 + v 0 0 by rewrite mxE.
have -> : (delta_mx i 0 + delta_mx j 0 : 'cV[R]_n)^T = (delta_mx i 0)^T + (delta_mx j 0)^T by apply: raddfD.
rewrite !(mulmxDl, mulmxDr) !aE !e.
have d k : C k k = 0 by have := q (delta_mx k 0); rewrite e.
by rewrite !d add0r addr0 sC -mulr2n => /eqP; rewrite mulrn_eq0 /= => /eqP.
Qed.

(* any symmetric matrix that gives the second derivative of the loss along every direction is H_o + H_f *)
Theorem the_hessian (R : numDomainType) (d : nat -> nat) (L N : nat) (W : forall l, 'M[R]_(d l.+1, d l)) p x y
    (H : 'M[R]_(params d L)) : H^T = H ->
  (forall E, ((@loss2_on_line R d L N W E p x y)^`()^`()).[0] = ((vec_params L E)^T *m H *m vec_params L E) 0 0 *+ 2) ->
  H = H_o W L (Sigma_xx p x) + H_f W p x y.
Proof.
move=> sH h; apply: form_inj => // [|v].
  have -> : (H_o W L (Sigma_xx p x) + H_f W p x y)^T = (H_o W L (Sigma_xx p x))^T + (H_f W p x y)^T by apply: raddfD.
  rewrite H_f_sym H_o_sym //.
  by rewrite /Sigma_xx raddf_sum; apply: eq_bigr => n _; rewrite /= linearZ /= trmx_mul trmxK.
have [E <-] := vec_params_onto v; have := h E; rewrite hessian => /eqP.
by rewrite eqr_muln2r /= => /eqP ->.
Qed.
