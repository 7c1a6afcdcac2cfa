(* The Hessian of the loss of a deep linear network is H_o + H_f, at every point, for every depth, all widths, any data. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- coefficients of matrices of polynomials *)

Section Coefficients.
Variable R : comRingType.
Definition cf m n k (A : 'M[{poly R}]_(m, n)) : 'M[R]_(m, n) := map_mx (fun q : {poly R} => q`_k) A.

Lemma cfM m n q k (A : 'M[{poly R}]_(m, n)) (B : 'M[{poly R}]_(n, q)) :
  cf k (A *m B) = \sum_(i < k.+1) cf i A *m cf (k - i) B.
Proof.
apply/matrixP => i j; rewrite summxE !mxE coef_sum.
under eq_bigr do rewrite coefM.
rewrite exchange_big /=; apply: eq_bigr => a _; rewrite mxE; apply: eq_bigr => b _; by rewrite !mxE.
Qed.

Lemma cfD m n k (A B : 'M[{poly R}]_(m, n)) : cf k (A + B) = cf k A + cf k B.
Proof. by apply/matrixP => i j; rewrite !mxE coefD. Qed.

Lemma cfB m n k (A B : 'M[{poly R}]_(m, n)) : cf k (A - B) = cf k A - cf k B.
Proof. by apply/matrixP => i j; rewrite !mxE coefB. Qed.

Lemma cfT m n k (A : 'M[{poly R}]_(m, n)) : cf k A^T = (cf k A)^T.
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.

Lemma cfC m n k (A : 'M[R]_(m, n)) : cf k (map_mx polyC A) = if k == 0%N then A else 0.
Proof. by apply/matrixP => i j; rewrite !mxE coefC; case: (k == 0%N); rewrite ?mxE. Qed.

Lemma cfX m n k (A : 'M[R]_(m, n)) : cf k ('X *: map_mx polyC A) = if k == 1%N then A else 0.
Proof. by apply/matrixP => i j; rewrite !mxE coefXM coefC; case: k => [|[|k]] //=; rewrite !mxE. Qed.
End Coefficients.

Section Expansion.
Variables (R : comRingType) (d : nat -> nat) (L N : nat) (W E : forall l, 'M[R]_(d l.+1, d l)).
Variables (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0)) (y : 'I_N -> 'cV[R]_(d L)).

Definition D1 k := \sum_(l < k) mult W k l.+1 *m E l *m mult W l 0.
Definition D2 k := \sum_(a < k) mult W k a.+1 *m E a *m D1 a.

Lemma multkk' k : mult W k k = 1%:M.
Proof. by case: k => [|k] /=; rewrite ?eqxx; apply/matrixP => i j; rewrite !mxE. Qed.

Lemma D1S k : D1 k.+1 = W k *m D1 k + E k *m mult W k 0.
Proof.
rewrite /D1 big_ord_recr /= eqxx; congr (_ + _).
  rewrite mulmx_sumr; apply: eq_bigr => l _.
  by rewrite eqSS ltn_eqF ?mulmxA.
have -> : unit_of R (d k.+1) (d k.+1) = 1%:M by apply/matrixP => i j; rewrite !mxE.
by rewrite mul1mx.
Qed.

Lemma D2S k : D2 k.+1 = W k *m D2 k + E k *m D1 k.
Proof.
rewrite /D2 big_ord_recr /= eqxx; congr (_ + _).
  rewrite mulmx_sumr; apply: eq_bigr => l _.
  by rewrite eqSS ltn_eqF ?mulmxA.
have -> : unit_of R (d k.+1) (d k.+1) = 1%:M by apply/matrixP => i j; rewrite !mxE.
by rewrite mul1mx.
Qed.

Lemma cf_unit m n k : cf k (unit_of _ m n : 'M[{poly R}]_(m, n)) = if k == 0%N then unit_of R m n else 0.
Proof.
by apply/matrixP => i j; rewrite !mxE coefMn coef1; case: (k == 0%N); rewrite !mxE ?mul0rn.
Qed.

Lemma cf_line k l : cf k (on_line W E l) = if k == 0%N then W l else if k == 1%N then E l else 0.
Proof. by rewrite cfD cfC cfX; case: k => [|[|k]] /=; rewrite ?(addr0, add0r). Qed.

Lemma cf0_mult k : cf 0 (mult (on_line W E) k 0) = mult W k 0.
Proof.
elim: k => [|k IH] /=; first by rewrite cf_unit.
by rewrite cfM big_ord1 cf_line /= IH.
Qed.

Lemma cf1_mult k : cf 1 (mult (on_line W E) k 0) = D1 k.
Proof.
elim: k => [|k IH] /=; first by rewrite cf_unit /D1 big_ord0.
by rewrite cfM !big_ord_recl big_ord0 addr0 !cf_line /= cf0_mult IH D1S.
Qed.

Lemma cf2_mult k : cf 2 (mult (on_line W E) k 0) = D2 k.
Proof.
elim: k => [|k IH] /=; first by rewrite cf_unit /D2 big_ord0.
by rewrite cfM !big_ord_recl big_ord0 addr0 !cf_line /= cf1_mult IH mul0mx addr0 D2S.
Qed.

(* second-order expansion of the loss *)
Lemma coef2_loss : (loss2_on_line W E p x y)`_2 =
  \tr (D1 L *m Sigma_xx p x *m (D1 L)^T) + (\tr (Omega W p x y *m (D2 L)^T)) *+ 2.
Proof.
rewrite /loss2_on_line /loss2 coef_sum /Sigma_xx /Omega mulmx_sumr !mulmx_suml [X in _ = X + _]raddf_sum [X in _ = _ + X *+ 2]raddf_sum /=.
rewrite -sumrMnl -big_split; apply: eq_bigr => n _ /=.
rewrite coefCM -!(scalemxAl, scalemxAr) !mxtraceZ -mulrnAr -mulrDr; congr (_ * _).
set r := residual _ _ _.
have r0 : cf 0 r = residual W (x n) (y n).
  by rewrite /r cfB cfM big_ord1 !cfC /= cf0_mult.
have r1 : cf 1 r = D1 L *m x n.
  by rewrite /r cfB cfM !big_ord_recl big_ord0 !cfC /= cf1_mult mulmx0 add0r addr0 subr0.
have r2 : cf 2 r = D2 L *m x n.
  by rewrite /r cfB cfM !big_ord_recl big_ord0 !cfC /= cf2_mult !mulmx0 !add0r addr0 subr0.
have -> : ((r^T *m r) 0 0)`_2 = (cf 2 (r^T *m r)) 0 0 by rewrite [RHS]mxE.
rewrite cfM !big_ord_recl big_ord0 addr0 /= !cfT r0 r1 r2.
set e := residual _ _ _.
have tE (m : nat) (u v : 'cV[R]_m) : \tr (u *m v^T) = (v^T *m u) 0 0 by rewrite mxtrace_mulC trace_mx11.
have cE (m : nat) (u v : 'cV[R]_m) : (u^T *m v) 0 0 = (v^T *m u) 0 0.
  by rewrite -tE -mxtrace_tr trmx_mul trmxK tE.
have -> : D1 L *m (x n *m (x n)^T) *m (D1 L)^T = (D1 L *m x n) *m (D1 L *m x n)^T by rewrite trmx_mul !mulmxA.
have -> : e *m (x n)^T *m (D2 L)^T = e *m (D2 L *m x n)^T by rewrite trmx_mul !mulmxA.
have aE (u v : 'M[R]_1) : (u + v) 0 0 = u 0 0 + v 0 0 by rewrite mxE.
rewrite !tE !aE (cE _ e) mulr2n.
by rewrite addrC -addrA; congr (_ + _).
Qed.

(* the two parts as quadratic forms of the vector of all parameters *)
Lemma vecrE m n (X : 'M[R]_(m, n)) i j z : vecr X (mxtens_index (i, j)) z = X i j.
Proof. by rewrite mxE mxtens_indexK. Qed.

Lemma big_tens m n (f : 'I_(m * n) -> R) : \sum_k f k = \sum_i \sum_j f (mxtens_index (i, j)).
Proof.
rewrite (pair_bigA _ (fun i j => f (mxtens_index (i, j)))) (reindex (@mxtens_index m n)) /=.
  by apply: eq_bigr => -[].
by exists (@mxtens_unindex m n) => k _; rewrite ?mxtens_indexK ?mxtens_unindexK.
Qed.

Lemma vecr_dot m n (X Y : 'M[R]_(m, n)) : (vecr X)^T *m vecr Y = (\tr (X^T *m Y))%:M.
Proof.
apply/matrixP => i j; rewrite [i]ord1 [j]ord1 [LHS]mxE [RHS]mxE eqxx mulr1n big_tens exchange_big /=.
apply: eq_bigr => b _; rewrite mxE; apply: eq_bigr => a _.
by rewrite [_^T _ _]mxE !vecrE mxE.
Qed.

Lemma vecr_mul a b m n (A : 'M[R]_(a, m)) (X : 'M[R]_(m, n)) (B : 'M[R]_(n, b)) :
  (A *t B^T) *m vecr X = vecr (A *m X *m B).
Proof.
apply/matrixP => k z; case: (mxtens_indexP k) => i j; rewrite vecrE mxE big_tens exchange_big mxE /=.
apply: eq_bigr => v _; rewrite mxE mulr_suml; apply: eq_bigr => u _.
by rewrite vecrE tensmxE mxE mulrAC.
Qed.

Lemma swap_columns_vecr a m n (B : 'M[R]_(a, n * m)) (X : 'M[R]_(m, n)) :
  swap_columns B *m vecr X = B *m vecr X^T.
Proof.
apply/matrixP => i z; rewrite !mxE !big_tens exchange_big /=.
apply: eq_bigr => v _; apply: eq_bigr => u _; by rewrite !vecrE !mxE mxtens_indexK.
Qed.

Lemma vec_layers : (A_o W L)^T *m vec_params L E = vecr (D1 L).
Proof.
rewrite /A_o /vec_params tr_mxcol mul_mxrow_mxcol.
have -> : vecr (D1 L) = \sum_(l < L) vecr (mult W L l.+1 *m E l *m mult W l 0).
  rewrite /D1; apply/matrixP => k z; rewrite summxE [LHS]mxE summxE.
  by apply: eq_bigr => l _; rewrite [RHS]mxE.
by apply: eq_bigr => l _; rewrite trmx_tens trmxK vecr_mul.
Qed.

Lemma tens1l m n (A : 'M[R]_(m, n)) k (X : 'M[R]_(k, n)) : (1%:M *t A) *m vecr X = vecr (X *m A^T).
Proof. by rewrite -{1}[A]trmxK vecr_mul mul1mx. Qed.

Lemma outer_form S : S^T = S ->
  (vec_params L E)^T *m H_o W L S *m vec_params L E = (\tr (D1 L *m S *m (D1 L)^T))%:M.
Proof.
move=> sym; rewrite /H_o /B_o !mulmxA -mulmxA vec_layers -[A_o W L]trmxK -trmx_mul vec_layers.
by rewrite -mulmxA tens1l sym vecr_dot mxtrace_mulC.
Qed.

Let P := params d L.
Let v := vec_params L E.

Lemma lower_form k l :
  (vecr (E k))^T *m lower W p x y k l *m vecr (E l) =
  (\tr (Omega W p x y *m (above W L k *m E k *m mult W k l.+1 *m E l *m below W l)^T))%:M.
Proof.
rewrite /lower -mulmxA swap_columns_vecr -[mult W k l.+1]trmxK vecr_mul vecr_dot trmxK.
congr (_%:M); rewrite !trmx_mul.
have := mxtrace_mulC ((E k)^T *m (above W L k)^T) (Omega W p x y *m (below W l)^T *m (E l)^T *m (mult W k l.+1)^T).
by rewrite !mulmxA.
Qed.

Lemma functional_form :
  (vec_params L E)^T *m H_f W p x y *m vec_params L E = (\tr (Omega W p x y *m (D2 L)^T) *+ 2)%:M.
Proof.
pose q (k l : nat) : R := \tr (Omega W p x y *m (above W L k *m E k *m mult W k l.+1 *m E l *m below W l)^T).
have e : (\tr (Omega W p x y *m (D2 L)^T)) = \sum_(k < L) \sum_(l < L | (l < k)%N) q k l.
  rewrite /D2 /D1 raddf_sum mulmx_sumr raddf_sum; apply: eq_bigr => k _ /=.
  rewrite -(big_ord_widen L (q k) (ltnW (ltn_ord k))).
  rewrite mulmx_sumr raddf_sum mulmx_sumr raddf_sum; apply: eq_bigr => l _.
  by rewrite /q !mulmxA.
rewrite e /vec_params /H_f tr_mxcol mul_mxrow_mxblock mul_mxrow_mxcol.
transitivity (\sum_(l < L) \sum_(k < L) (if (l < k)%N then (q k l)%:M else if (k < l)%N then (q l k)%:M else 0) : 'M[R]_1).
  apply: eq_bigr => l _; rewrite mulmx_suml; apply: eq_bigr => k _.
  case: ifP => _; first exact: lower_form.
  case: ifP => _; last by rewrite mulmx0 mul0mx.
  by apply: trmx_inj; rewrite tr_scalar_mx -(lower_form l k) !trmx_mul !trmxK mulmxA.
pose S : R := \sum_(k < L) \sum_(l < L | (l < k)%N) q k l; rewrite -/S.
have half : \sum_(l < L) \sum_(k < L) (if (k < l)%N then (q l k)%:M else 0 : 'M[R]_1) = S%:M.
  rewrite /S raddf_sum; apply: eq_bigr => l _; rewrite raddf_sum [RHS]big_mkcond.
  by apply: eq_bigr => k _ /=; case: ifP.
rewrite mulr2n raddfD /= -half [X in _ = X + _]exchange_big /= -big_split; apply: eq_bigr => l _ /=.
by rewrite -big_split; apply: eq_bigr => k _ /=; case: ltngtP => _; rewrite ?addr0 ?add0r.
Qed.

(* the second derivative of twice the loss along E is twice the quadratic form of H_o + H_f, at every point *)
Theorem hessian : 
  ((loss2_on_line W E p x y)^`()^`()).[0] =
  ((vec_params L E)^T *m (H_o W L (Sigma_xx p x) + H_f W p x y) *m vec_params L E) 0 0 *+ 2.
Proof.
rewrite horner_coef0 !coef_deriv mulr1n coef2_loss mulmxDr mulmxDl functional_form outer_form.
  by rewrite ![fun_of_matrix _ 0 0]mxE eqxx !mulr1n.
by rewrite /Sigma_xx raddf_sum; apply: eq_bigr => n _; rewrite /= linearZ /= trmx_mul trmxK.
Qed.

Lemma H_o_sym S : S^T = S -> (H_o W L S)^T = H_o W L S.
Proof. by move=> e; rewrite /H_o /B_o !trmx_mul trmxK trmx_tens e tr_scalar_mx mulmxA. Qed.

Lemma H_f_sym : (H_f W p x y)^T = H_f W p x y.
Proof.
rewrite /H_f tr_mxblock; apply: eq_mxblock => k l.
by case: ltngtP; rewrite ?trmxK ?trmx0.
Qed.

End Expansion.
