(* The exact spectrum of the whole Hessian at an aligned balanced point: its blocks, for every depth, all widths, any tail, any variances. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Hessian Families Frames.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(* sums over pairs, by unordered pairs *)
Lemma sum_pairs (V : zmodType) B (f : 'I_B -> 'I_B -> V) :
  \sum_a \sum_b f a b = \sum_a f a a + \sum_(q : 'I_B * 'I_B | (q.1 < q.2)%N) (f q.1 q.2 + f q.2 q.1).
Proof.
rewrite pair_big /= (bigID (fun q => q.1 == q.2)) /=; congr (_ + _).
  rewrite -(pair_big_dep xpredT (fun a b => a == b) f) /=; apply: eq_bigr => a _.
  by rewrite (bigD1 a) //= big1 ?addr0 // => b /andP[/eqP-> /eqP].
rewrite (bigID (fun q : 'I_B * 'I_B => (q.1 < q.2)%N)) /= big_split /=; congr (_ + _).
  by apply: eq_bigl => -[a b] /=; rewrite -val_eqE /=; case: ltngtP.
rewrite (reindex (fun q : 'I_B * 'I_B => (q.2, q.1))) /=; last by exists (fun q => (q.2, q.1)) => -[].
by apply: eq_bigl => -[a b] /=; rewrite -val_eqE /=; case: ltngtP.
Qed.

Section Spectrum.
Variables (R : fieldType) (d : nat -> nat) (L N : nat) (W : forall l, 'M[R]_(d l.+1, d l)).
Variables (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0)) (y : 'I_N -> 'cV[R]_(d L)).
Variables (Q : forall l, 'M[R]_(d l)) (lam omega sigma : nat -> R) (m : nat).
Hypothesis bal : balanced W L Q lam m.
Hypothesis residual_frame : Omega W p x y = Q L *m pad _ _ omega *m (Q 0%N)^T.
Hypothesis omega0 : forall i, (m <= i)%N -> omega i = 0.
Hypothesis cov : Sigma_xx p x = Q 0%N *m diag_mx (\row_j sigma j) *m (Q 0%N)^T.
Notation H := (H_o W L (Sigma_xx p x) + H_f W p x y).
Notation family := (@family R d L Q).
Notation reach := (reach L lam).
Notation couple := (couple L lam omega).
Notation mask := (@mask R d L).

Lemma cov_frame b : Sigma_xx p x *m frame Q 0 b = sigma b *: frame Q 0 b.
Proof.
have O : orthogonal (Q 0%N) by case: bal => o _ _ _; apply: o.
rewrite cov /frame -!mulmxA (mulmxA (Q 0%N)^T) (mulmx1C O) mul1mx.
rewrite scalemxAr; congr (_ *m _); apply/matrixP => i j; rewrite mul_diag_mx !mxE.
by case: eqP => [->|]; rewrite ?mulr0.
Qed.

Lemma cov_tr : (Sigma_xx p x)^T = Sigma_xx p x.
Proof. by rewrite /Sigma_xx raddf_sum; apply: eq_bigr => n _; rewrite /= linearZ /= trmx_mul trmxK. Qed.

(* the Hessian on the L directions (a, b) *)
Theorem hessian_family a b :
  H *m family a b = family a b *m (sigma b *: ((reach a b)^T *m reach a b)) + family b a *m couple a b.
Proof. by rewrite mulmxDl (outer_family bal _ cov_tr (cov_frame b)) (functional_family bal residual_frame omega0). Qed.

(* the blocks, before the entries that the widths do not have are left out: i < j, and i alone *)
Definition block_pair i j : 'M[R]_(L + L) :=
  block_mx (sigma j *: ((reach i j)^T *m reach i j)) (couple j i) (couple i j) (sigma i *: ((reach j i)^T *m reach j i)).
Definition block_one i : 'M[R]_(L + L) := block_mx (sigma i *: ((reach i i)^T *m reach i i) + couple i i) 0 0 0.
Definition mask_pair i j : 'M[R]_(L + L) := block_mx (mask i j) 0 0 (mask j i).

Variable B : nat.
Hypothesis wide : forall l, (l <= L)%N -> (d l <= B)%N.

Let S (q : 'I_B * 'I_B) : 'M[R]_(params d L, L + L) := row_mx (family q.1 q.2) (if q.1 == q.2 then 0 else family q.2 q.1).
Let K (q : 'I_B * 'I_B) : 'M[R]_(L + L) := if q.1 == q.2 then block_one q.1 else block_pair q.1 q.2.
Definition pairs := filter (fun q : 'I_B * 'I_B => (q.1 <= q.2)%N) (enum {: 'I_B * 'I_B}).

Lemma hessian_sum : H = \sum_(q <- pairs) S q *m K q *m (S q)^T.
Proof.
rewrite -[LHS]mulmx1 -(families_span bal wide) mulmx_sumr.
under eq_bigr => a _ do (rewrite mulmx_sumr; under eq_bigr => b _ do rewrite mulmxA hessian_family).
rewrite sum_pairs big_filter big_enum_cond /= [RHS](bigID (fun q : 'I_B * 'I_B => q.1 == q.2)) /=; congr (_ + _).
  rewrite (eq_bigl (fun q : 'I_B * 'I_B => xpredT q.1 && (q.1 == q.2))) => [|[a b] /=]; last first.
    by case: eqP => [->|] //=; rewrite ?leqnn ?andbF.
  rewrite -(pair_big_dep xpredT (fun a b => a == b) (fun a b => S (a, b) *m K (a, b) *m (S (a, b))^T)) /=; apply: eq_bigr => a _.
  rewrite (bigD1 a) //= big1 ?addr0 => [|b /andP[/eqP-> /eqP]//].
  rewrite /S /K /= eqxx tr_row_mx trmx0 /block_one mul_row_block !mulmx0 !addr0 mul_row_col mul0mx addr0 mulmxDl.
  by rewrite mulmxDr mulmxDl.
apply: eq_big => [[a b] /=|[a b] /= ab]; first by rewrite -val_eqE /=; case: ltngtP.
have ne : (a == b) = false by rewrite -val_eqE /= ltn_eqF.
rewrite /S /K /= ne tr_row_mx /block_pair mul_row_block mul_row_col !mulmxDl.
by rewrite addrACA [X in _ + X]addrC addrACA -!addrA; congr (_ + _); rewrite [RHS]addrC -!addrA; congr (_ + _); rewrite addrC.
Qed.

Lemma pairs_uniq : uniq pairs. Proof. by rewrite filter_uniq // enum_uniq. Qed.

Lemma family_dot0 a b a' b' : (a != a') || (b != b') -> (family a b)^T *m family a' b' = 0.
Proof. by move=> h; rewrite (family_dot bal); case: ifP => // /andP[/eqP e1 /eqP e2]; move: h; rewrite e1 e2 !eqxx. Qed.

Lemma S_dot q q' : q \in pairs -> q' \in pairs -> q != q' -> (S q)^T *m S q' = 0.
Proof.
rewrite !mem_filter => /andP[h _] /andP[h' _]; case: q q' h h' => [a b] [a' b'] /= h h' ne.
have n1 : (a != a' :> nat) || (b != b' :> nat) by move: ne; rewrite xpair_eqE negb_and -!val_eqE.
have n2 : ~~ (a == b) -> (a != b' :> nat) || (b != a' :> nat).
  move=> ab; rewrite -negb_and; apply/negP => /andP[/eqP e1 /eqP e2]; move/negP: ab; apply; rewrite -val_eqE /=.
  by rewrite eqn_leq h /= e1 e2.
have n3 : ~~ (a' == b') -> (a != b' :> nat) || (b != a' :> nat).
  move=> ab; rewrite -negb_and; apply/negP => /andP[/eqP e1 /eqP e2]; move/negP: ab; apply; rewrite -val_eqE /=.
  by rewrite eqn_leq h' /= -e1 -e2.
rewrite /S /= tr_row_mx mul_col_row family_dot0 //.
have -> : (family a b)^T *m (if a' == b' then 0 else family b' a') = 0.
  by case: (boolP (a' == b')) => h3; rewrite ?mulmx0 // family_dot0 // n3.
have -> : (if a == b then 0 else family b a)^T *m family a' b' = 0.
  by case: (boolP (a == b)) => h3; rewrite ?trmx0 ?mul0mx // family_dot0 // orbC n2.
rewrite (_ : _ *m _ = 0) ?block_mx0 //.
case: (boolP (a == b)) => h3; first by rewrite trmx0 mul0mx.
by case: (boolP (a' == b')) => h4; rewrite ?mulmx0 // family_dot0 // orbC.
Qed.

(* X.1: p parameters; the exponents leave out as many zeros as the blocks have too many *)
Theorem exact_spectrum :
  'X^((L + L) * size pairs) * char_poly H =
  'X^(params d L) * (\prod_(i < B) char_poly (mask_pair i i *m block_one i)
                     * \prod_(q : 'I_B * 'I_B | (q.1 < q.2)%N) char_poly (mask_pair q.1 q.2 *m block_pair q.1 q.2)).
Proof.
have := char_poly_families K pairs_uniq S_dot; rewrite -hessian_sum big_const_seq count_predT iter_addn addn0 => ->; congr (_ * _).
rewrite big_filter big_enum_cond /= [LHS](bigID (fun q : 'I_B * 'I_B => q.1 == q.2)) /=; congr (_ * _).
  rewrite (eq_bigl (fun q : 'I_B * 'I_B => xpredT q.1 && (q.1 == q.2))) => [|[a b] /=]; last first.
    by case: eqP => [->|] //=; rewrite ?leqnn ?andbF.
  rewrite -(pair_big_dep xpredT (fun a b => a == b) (fun a b => char_poly ((S (a, b))^T *m (S (a, b) *m K (a, b))))) /=; apply: eq_bigr => a _.
  rewrite (bigD1 a) //= big1 ?mulr1 => [|b /andP[/eqP-> /eqP]//].
  rewrite /S /K /= eqxx tr_row_mx trmx0 mulmxA mul_col_row !mulmx0 mul0mx (family_dot bal) !eqxx /= /mask_pair /block_one.
  by rewrite !mulmx_block !mulmx0 !mul0mx !addr0.
apply: eq_big => [[a b] /=|[a b] /= ab]; first by rewrite -val_eqE /=; case: ltngtP.
have {ab}ne : (a == b) = false by case/andP: ab => _ /negbTE.
have ne' : (a == b :> nat) = false := ne.
by rewrite /S /K /= ne tr_row_mx mulmxA mul_col_row !(family_dot bal) !eqxx /= [(b == a :> nat)]eq_sym ne'.
Qed.
End Spectrum.
