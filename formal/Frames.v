(* The two Hessians of an aligned balanced network in its frames: on the L entries (a, b) of all layers H_o has rank one, H_f exchanges (a, b), (b, a). *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Hessian.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Frames.
Variables (R : fieldType) (d : nat -> nat) (L N : nat) (W : forall l, 'M[R]_(d l.+1, d l)).
Variables (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0)) (y : 'I_N -> 'cV[R]_(d L)).
Variables (Q : forall l, 'M[R]_(d l)) (lam omega : nat -> R) (m : nat).
Hypothesis bal : balanced W L Q lam m.
Hypothesis residual_frame : Omega W p x y = Q L *m pad _ _ omega *m (Q 0)^T.
Hypothesis omega0 : forall i, (m <= i)%N -> omega i = 0.

(* column a of the frame between the layers, 0 beyond the width *)
Definition frame l a : 'cV[R]_(d l) := Q l *m \col_k (k == a :> nat)%:R.
(* entry (a, b) of layer l, counted from 0, in the frames; the L directions (a, b) as columns *)
Definition turned l a b : 'M[R]_(d l.+1, d l) := frame l.+1 a *m (frame l b)^T.
Definition unit_row (l : 'I_L) : 'rV[R]_L := delta_mx 0 l.
Definition family a b : 'M[R]_(params d L, L) := \mxcol_(l < L) (vecr (turned l a b) *m unit_row l).
Definition fits l a b : bool := (a < d l.+1)%N && (b < d l)%N.

Let O l : (l <= L)%N -> orthogonal (Q l). Proof. by case: bal => o _ _ _; apply: o. Qed.
Let OC l (lL : (l <= L)%N) : (Q l)^T *m Q l = 1%:M := mulmx1C (O lL).
Let room l : (l <= L)%N -> (m <= d l)%N. Proof. by case: bal => _ h _ _; apply: h. Qed.
Let dead i : (m <= i)%N -> lam i = 0. Proof. by case: bal => _ _ h _; apply: h. Qed.

Lemma pad_col k l (s : nat -> R) a : ((l <= a)%N -> s a = 0) ->
  pad k l s *m (\col_i (i == a :> nat)%:R : 'cV[R]_l) = s a *: \col_i (i == a :> nat)%:R.
Proof.
move=> z; apply/matrixP => i j; rewrite !mxE; under eq_bigr do rewrite !mxE.
have [lt|ge] := ltnP a l.
  rewrite (bigD1 (Ordinal lt)) //= eqxx mulr1 big1 ?addr0 => [|b]; last first.
    by rewrite -val_eqE /= => /negbTE->; rewrite mulr0.
  by case: eqP => [->|_]; rewrite ?mulr1 ?mulr0.
rewrite z // mul0r big1 // => b _; rewrite [b == a :> nat]ltn_eqF ?mulr0 //; exact: leq_trans (ltn_ord b) ge.
Qed.

Lemma pad_tr k l (s : nat -> R) : (pad k l s)^T = pad l k s.
Proof. by apply/matrixP => i j; rewrite !mxE eq_sym; case: eqP => // ->. Qed.

Lemma frame_dot l a b : (l <= L)%N -> (frame l a)^T *m frame l b = ((a == b) && (a < d l)%N)%:R%:M.
Proof.
move=> lL; rewrite /frame trmx_mul mulmxA -(mulmxA _ (Q l)^T) OC // mulmx1.
apply/matrixP => i j; rewrite !ord1 !mxE mulr1n; under eq_bigr do rewrite !mxE.
have [lt|ge] := ltnP a (d l); last first.
  rewrite andbF big1 // => k _; rewrite [k == a :> nat]ltn_eqF ?mul0r //; exact: leq_trans (ltn_ord k) ge.
rewrite (bigD1 (Ordinal lt)) //= eqxx mul1r big1 ?addr0 ?andbT // => k.
by rewrite -val_eqE /= => /negbTE->; rewrite mul0r.
Qed.

Lemma frame_all l B : (l <= L)%N -> (d l <= B)%N -> \sum_(a < B) frame l a *m (frame l a)^T = 1%:M.
Proof.
move=> lL lB; rewrite -(O lL) /frame.
under eq_bigr do rewrite trmx_mul mulmxA -(mulmxA (Q l)).
rewrite -mulmx_suml -mulmx_sumr; congr (_ *m _); rewrite -[RHS]mulmx1; congr (_ *m _).
apply/matrixP => i j; rewrite summxE !mxE.
rewrite (bigD1 (widen_ord lB i)) //= big1 ?addr0 => [|a].
  by rewrite !mxE big_ord1 !mxE eqxx mul1r eq_sym.
by rewrite -val_eqE /= => ai; rewrite !mxE big_ord1 !mxE eq_sym (negbTE ai) mul0r.
Qed.

Lemma mult_frame k l a : (l <= k <= L)%N -> mult W k l *m frame l a = lam a ^+ (k - l) *: frame k a.
Proof.
case/andP; rewrite leq_eqVlt => /orP[/eqP->|lk] kL; first by rewrite (multkk W) mul1mx subnn scale1r.
rewrite (mult_balanced bal) ?(ltnW lk) // /frame -!mulmxA (mulmxA (Q l)^T) OC ?(leq_trans (ltnW lk)) // mul1mx.
rewrite pad_col ?scalemxAr // => la.
rewrite dead; first by rewrite expr0n subn_eq0 leqNgt lk.
exact: leq_trans (room (leq_trans (ltnW lk) kL)) la.
Qed.

Lemma mult_frameT k l a : (l <= k <= L)%N -> (mult W k l)^T *m frame k a = lam a ^+ (k - l) *: frame l a.
Proof.
case/andP; rewrite leq_eqVlt => /orP[/eqP->|lk] kL; first by rewrite (multkk W) trmx1 mul1mx subnn scale1r.
rewrite (mult_balanced bal) ?(ltnW lk) // !trmx_mul trmxK pad_tr /frame -!mulmxA (mulmxA (Q k)^T) OC // mul1mx.
rewrite pad_col ?scalemxAr // => la.
rewrite dead; first by rewrite expr0n subn_eq0 leqNgt lk.
exact: leq_trans (room kL) la.
Qed.

Lemma Omega_frame b : Omega W p x y *m frame 0 b = omega b *: frame L b.
Proof.
rewrite residual_frame /frame -!mulmxA (mulmxA (Q 0)^T) OC // mul1mx pad_col ?scalemxAr // => db.
by rewrite omega0 // (leq_trans (room (leq0n L)) db).
Qed.

Lemma Omega_frameT b : (Omega W p x y)^T *m frame L b = omega b *: frame 0 b.
Proof.
rewrite residual_frame !trmx_mul trmxK pad_tr /frame -!mulmxA (mulmxA (Q L)^T) OC // mul1mx pad_col ?scalemxAr // => db.
by rewrite omega0 // (leq_trans (room (leqnn L)) db).
Qed.

(* ---------------------------------------------------------------- H_o *)

Definition reach a b : 'rV[R]_L := \row_l (lam a ^+ (L - l.+1) * lam b ^+ l).

Lemma outer_up a b : (A_o W L)^T *m family a b = vecr (frame L a *m (frame 0 b)^T) *m reach a b.
Proof.
rewrite /A_o /family tr_mxcol mul_mxrow_mxcol.
have -> : reach a b = \sum_(l < L) (lam a ^+ (L - l.+1) * lam b ^+ l) *: unit_row l.
  by rewrite {1}(row_sum_delta (reach a b)); apply: eq_bigr => l _; rewrite mxE.
rewrite mulmx_sumr; apply: eq_bigr => l _; have lL := ltn_ord l.
rewrite trmx_tens trmxK mulmxA vecr_mul -scalemxAr scalemxAl; congr (_ *m _).
have e1 : above W L l *m frame l.+1 a = lam a ^+ (L - l.+1) *: frame L a by rewrite /above (mult_frame _ _) ?leqnn ?lL.
have e2 : (frame l b)^T *m below W l = lam b ^+ l *: (frame 0 b)^T.
  by rewrite -[LHS]trmxK trmx_mul trmxK /below (mult_frameT _ _) ?(ltnW lL) // subn0 linearZ.
rewrite /turned mulmxA e1 -mulmxA e2 -scalemxAl -scalemxAr scalerA.
by apply/matrixP => i j; rewrite !mxE.
Qed.

Lemma outer_down a b : A_o W L *m vecr (frame L a *m (frame 0 b)^T) = family a b *m (reach a b)^T.
Proof.
rewrite /A_o /family mxcol_mul mxcol_mul; apply: eq_mxcol => l; have lL := ltn_ord l.
rewrite -[RHS]mulmxA; have -> : unit_row l *m (reach a b)^T = (lam a ^+ (L - l.+1) * lam b ^+ l)%:M.
  rewrite /unit_row -rowE; apply/matrixP => i j; by rewrite !ord1 !mxE mulr1n.
rewrite mul_mx_scalar -[below W l]trmxK vecr_mul.
have e1 : (above W L l)^T *m frame L a = lam a ^+ (L - l.+1) *: frame l.+1 a by rewrite /above (mult_frameT _ _) ?leqnn ?lL.
have e2 : (frame 0 b)^T *m (below W l)^T = lam b ^+ l *: (frame l b)^T.
  by rewrite -trmx_mul /below (mult_frame _ _) ?(ltnW lL) // subn0 linearZ.
rewrite mulmxA e1 -mulmxA e2 -scalemxAl -scalemxAr scalerA.
by apply/matrixP => i j; rewrite !mxE.
Qed.

(* v_b an eigenvector of Sigma_xx with the eigenvalue s: on the family (a, b) H_o is s times a matrix of rank one *)
Theorem outer_family a b (Sxx : 'M[R]_(d 0)) s : Sxx^T = Sxx -> Sxx *m frame 0 b = s *: frame 0 b ->
  H_o W L Sxx *m family a b = family a b *m (s *: ((reach a b)^T *m reach a b)).
Proof.
move=> sym eig; rewrite /H_o /B_o -!mulmxA outer_up [_ *t _ *m (_ *m _)]mulmxA tens1l sym -[frame L a *m _ *m _]mulmxA.
have -> : (frame 0 b)^T *m Sxx = s *: (frame 0 b)^T.
  by rewrite -[LHS]trmxK trmx_mul trmxK sym eig linearZ.
rewrite -scalemxAr (_ : vecr (s *: _) = s *: vecr (frame L a *m (frame 0 b)^T)); last by apply/matrixP => i j; rewrite !mxE.
by rewrite -scalemxAl -scalemxAr mulmxA outer_down -scalemxAr mulmxA.
Qed.

(* ---------------------------------------------------------------- H_f *)

Lemma form_eq k l (A B : 'M[R]_(k, l)) : (forall v : 'cV_k, v^T *m A = v^T *m B) -> A = B.
Proof. by move=> h; apply/row_matrixP => i; rewrite !rowE -[delta_mx 0 i]trmxK h. Qed.

Lemma swap_columns_tr a b k l (M : 'M[R]_(a, l)) (P : 'M[R]_(b, k)) (Y : 'M[R]_(a, b)) :
  (@swap_columns R (a * b) k l (M *t P))^T *m vecr Y = vecr (P^T *m Y^T *m M).
Proof.
apply: form_eq => v.
have [X ->] : exists X : 'M[R]_(k, l), v = vecr X.
  exists (\matrix_(i, j) v (mxtens_index (i, j)) 0); apply/matrixP => i z; rewrite [z]ord1.
  by case: (mxtens_indexP i) => i1 i2; rewrite vecrE mxE.
rewrite mulmxA -trmx_mul swap_columns_vecr -[P]trmxK vecr_mul !vecr_dot trmxK; congr (_%:M).
rewrite !trmx_mul !trmxK -[RHS]mxtrace_tr !trmx_mul !trmxK -[M^T *m _ *m X]mulmxA [RHS]mxtrace_mulC -!mulmxA [RHS]mxtrace_mulC.
by rewrite -!mulmxA.
Qed.

(* how entry (a, b) of layer l meets entry (b, a) of layer k *)
Definition couple a b : 'M[R]_L := \matrix_(k, l)
  (if (l < k)%N then omega b * lam b ^+ (L - k.+1 + l) * lam a ^+ (k - l.+1)
   else if (k < l)%N then omega a * lam a ^+ (L - l.+1 + k) * lam b ^+ (l - k.+1) else 0).

Lemma lower_turned (k l : 'I_L) a b : (l < k)%N ->
  lower W p x y k l *m vecr (turned l a b) = (omega b * lam b ^+ (L - k.+1 + l) * lam a ^+ (k - l.+1)) *: vecr (turned k b a).
Proof.
move=> lk; have [kL lL] := (ltn_ord k, ltn_ord l).
rewrite /lower swap_columns_vecr -[mult W k l.+1]trmxK vecr_mul /turned trmx_mul trmxK /above /below.
have e1 : (mult W L k.+1)^T *m Omega W p x y *m (mult W l 0)^T *m frame l b = (omega b * lam b ^+ (L - k.+1 + l)) *: frame k.+1 b.
  rewrite -!mulmxA (mult_frameT _ _) ?(ltnW lL) // -!scalemxAr Omega_frame -scalemxAr (mult_frameT _ _) ?kL ?leqnn // !scalerA subn0.
  by congr (_ *: _); rewrite exprD; move: (lam b ^+ _) (lam b ^+ _) => u v; ring.
have e2 : (frame l.+1 a)^T *m (mult W k l.+1)^T = lam a ^+ (k - l.+1) *: (frame k a)^T.
  by rewrite -trmx_mul (mult_frame _ _) ?lk ?(ltnW kL) // linearZ.
rewrite mulmxA e1 -scalemxAl -scalemxAl -mulmxA e2 -scalemxAr scalerA.
by apply/matrixP => i j; rewrite !mxE.
Qed.

Lemma upper_turned (k l : 'I_L) a b : (k < l)%N ->
  (lower W p x y l k)^T *m vecr (turned l a b) = (omega a * lam a ^+ (L - l.+1 + k) * lam b ^+ (l - k.+1)) *: vecr (turned k b a).
Proof.
move=> kl; have [kL lL] := (ltn_ord k, ltn_ord l).
rewrite /lower swap_columns_tr /turned trmx_mul trmxK /above /below.
have e1 : (mult W l k.+1)^T *m frame l b = lam b ^+ (l - k.+1) *: frame k.+1 b by rewrite (mult_frameT _ _) ?kl ?(ltnW lL).
have e2 : (frame l.+1 a)^T *m ((mult W L l.+1)^T *m Omega W p x y *m (mult W k 0)^T) = (omega a * lam a ^+ (L - l.+1 + k)) *: (frame k a)^T.
  set Z := (_ *m _ *m _); have eZ : Z^T = mult W k 0 *m ((Omega W p x y)^T *m mult W L l.+1) by rewrite /Z !trmx_mul !trmxK.
  rewrite -[Z]trmxK -trmx_mul eZ -!mulmxA (mult_frame _ _) ?lL ?leqnn // -!scalemxAr Omega_frameT -scalemxAr.
  rewrite (mult_frame _ _) ?(ltnW kL) // subn0 !scalerA linearZ /=; congr (_ *: _).
  by rewrite exprD; move: (lam a ^+ (L - _)) (lam a ^+ k) => u v; ring.
rewrite [_ *m (frame l b *m _)]mulmxA e1 -!scalemxAl -[frame k.+1 b *m _ *m _]mulmxA e2 -scalemxAr scalerA mulrC.
by apply/matrixP => i j; rewrite !mxE.
Qed.

Theorem functional_family a b : H_f W p x y *m family a b = family b a *m couple a b.
Proof.
rewrite /H_f /family mxblockEh mul_mxrow_mxcol [RHS]mxcol_mul.
under eq_bigr do rewrite mxcol_mul.
rewrite -mxcol_sum; apply: eq_mxcol => k.
rewrite -mulmxA (_ : unit_row k *m couple a b = \sum_(l < L) couple a b k l *: unit_row l); last first.
  by rewrite /unit_row -rowE (row_sum_delta (row k _)); apply: eq_bigr => l _; rewrite mxE.
rewrite mulmx_sumr; apply: eq_bigr => l _; rewrite -scalemxAr scalemxAl mulmxA; congr (_ *m _).
rewrite mxE; case: ltngtP => [lk|kl|_]; last by rewrite mul0mx scale0r.
- by rewrite lower_turned.
by rewrite upper_turned.
Qed.

(* ---------------------------------------------------------------- the families are orthogonal and span everything *)

Definition mask a b : 'M[R]_L := diag_mx (\row_l (fits l a b)%:R).

Lemma turned_dot l a b a' b' : (l < L)%N ->
  (vecr (turned l a b))^T *m vecr (turned l a' b') = ([&& a == a', b == b' & fits l a b])%:R%:M.
Proof.
move=> lL; rewrite vecr_dot /turned trmx_mul trmxK mulmxA -(mulmxA _ (frame l.+1 a)^T) frame_dot //.
rewrite mul_mx_scalar -scalemxAl mxtraceZ mxtrace_mulC frame_dot ?(ltnW lL) //.
rewrite trace_mx11 mxE eqxx mulr1n -natrM mulnb; congr (_%:R%:M).
rewrite /fits [b' == b]eq_sym; case: (a == a') => //=; case: (b =P b') => [->|_] //=; last by rewrite !andbF.
Qed.

Lemma family_dot a b a' b' : (family a b)^T *m family a' b' = if (a == a') && (b == b') then mask a b else 0.
Proof.
rewrite /family tr_mxcol mul_mxrow_mxcol.
under eq_bigr => l _ do rewrite trmx_mul mulmxA -(mulmxA (unit_row l)^T) turned_dot ?ltn_ord // mul_mx_scalar -scalemxAl.
case: ifP => e; last by rewrite big1 // => l _; rewrite andbA e scale0r.
apply/matrixP => i j; rewrite summxE mxE (bigD1 i) //= andbA e /= big1 => [|l li].
  by rewrite !mxE big_ord1 !mxE !eqxx addr0 mul1r eq_sym mulr_natr.
by rewrite !mxE big_ord1 !mxE eqxx (eq_sym i l) (negbTE li) /= mul0r mulr0.
Qed.

Lemma family_act a b (z : forall l : 'I_L, 'cV[R]_(d l.+1 * d l)) :
  family a b *m ((family a b)^T *m \mxcol_l z l) = \mxcol_l (vecr (turned l a b) *m ((vecr (turned l a b))^T *m z l)).
Proof.
rewrite {2}/family tr_mxcol mul_mxrow_mxcol /family mxcol_mul; apply: eq_mxcol => k.
rewrite mulmx_sumr (bigD1 k) //= big1 ?addr0 => [|l lk].
  rewrite trmx_mul -!mulmxA; congr (_ *m _); rewrite /unit_row trmx_delta mulmxA mul_delta_mx.
  by rewrite (_ : delta_mx 0 0 = 1%:M) ?mul1mx //; apply/matrixP => i j; rewrite !ord1 !mxE.
rewrite trmx_mul -!mulmxA (mulmxA (unit_row k)) /unit_row trmx_delta mul_delta_mx_0 1?eq_sym // mul0mx mulmx0 //.
Qed.

Theorem families_span B : (forall l, (l <= L)%N -> (d l <= B)%N) ->
  \sum_(a < B) \sum_(b < B) family a b *m (family a b)^T = 1%:M.
Proof.
move=> wide; apply: trmx_inj; apply: form_eq => v; rewrite trmx1 mulmx1; apply: trmx_inj; rewrite trmx_mul !trmxK.
rewrite -[v]submxcolK; set z := submxcol v; clearbody z.
rewrite mulmx_suml.
under eq_bigr => a _ do rewrite mulmx_suml.
under eq_bigr => a _ do under eq_bigr => b _ do rewrite -mulmxA family_act.
under eq_bigr => a _ do rewrite -mxcol_sum.
rewrite -mxcol_sum; apply: eq_mxcol => l; have lL := ltn_ord l.
have [X ->] : exists X : 'M[R]_(d l.+1, d l), z l = vecr X.
  exists (\matrix_(i, j) z l (mxtens_index (i, j)) 0); apply/matrixP => i k; rewrite [k]ord1.
  by case: (mxtens_indexP i) => i1 i2; rewrite vecrE mxE.
have e (a b : 'I_B) : vecr (turned l a b) *m ((vecr (turned l a b))^T *m vecr X) =
    vecr ((frame l.+1 a *m (frame l.+1 a)^T *m X) *m (frame l b *m (frame l b)^T)).
  rewrite vecr_dot mul_mx_scalar /turned trmx_mul trmxK mxtrace_mulC mulmxA mxtrace_mulC mulmxA.
  have -> : frame l.+1 a *m (frame l.+1 a)^T *m X *m (frame l b *m (frame l b)^T) =
            frame l.+1 a *m ((frame l.+1 a)^T *m X *m frame l b) *m (frame l b)^T by rewrite !mulmxA.
  rewrite [(frame l.+1 a)^T *m X *m frame l b]mx11_scalar mul_mx_scalar -scalemxAl.
  rewrite mxtrace_scalar mulr1n.
  by apply/matrixP => i j; rewrite !mxE.
under eq_bigr => a _ do under eq_bigr => b _ do rewrite e.
have vs (A : 'I_B -> 'M[R]_(d l.+1, d l)) : \sum_a vecr (A a) = vecr (\sum_a A a).
  by apply/matrixP => i j; rewrite summxE !mxE summxE; apply: eq_bigr => a _; rewrite mxE.
under eq_bigr => a _ do rewrite vs -mulmx_sumr frame_all ?(ltnW lL) ?wide ?(ltnW lL) // mulmx1.
by rewrite vs -mulmx_suml frame_all ?wide // mul1mx.
Qed.
End Frames.
