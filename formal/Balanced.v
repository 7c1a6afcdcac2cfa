(* The outer-product Hessian of an aligned balanced deep linear network, of every depth and all widths, over any field. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- linear algebra *)

Lemma sizes_add (D0 DL rho r : nat) : (r <= rho -> rho <= D0 -> r <= DL ->
  DL * D0 = (D0 - rho) * r + (D0 - r) * (DL - r) + (rho + DL - r) * r)%N.
Proof.
move=> /subnK <- + /subnK <-; move: (rho - r)%N (DL - r)%N => b c /subnK <-.
move: (D0 - _)%N => a; rewrite !addnK addnA !addnK addnAC addnA addnAC addnK; nia.
Qed.

Section CharPoly.
Variable F : fieldType.

Lemma char_poly_mulC m n (M : 'M[F]_(m, n)) (N : 'M[F]_(n, m)) :
  'X^n * char_poly (M *m N) = 'X^m * char_poly (N *m M).
Proof.
have fM p q s (A : 'M[F]_(p, q)) (B : 'M[F]_(q, s)) : map_mx polyC (A *m B) = map_mx polyC A *m map_mx polyC B.
  exact: (map_mxM (polyC_rmorphism F)).
pose M' := map_mx polyC M; pose N' := map_mx polyC N.
pose K := block_mx 'X%:M M' N' 1%:M.
have e1 : \det K = char_poly (M *m N).
  have -> : char_poly (M *m N) = \det (block_mx ('X%:M - M' *m N') M' 0 1%:M).
    by rewrite det_ublock det1 mulr1 /char_poly /char_poly_mx fM.
  transitivity (\det K * \det (block_mx 1%:M 0 (- N') (1%:M : 'M_n))); first by rewrite det_lblock !det1 !mulr1.
  by rewrite -det_mulmx /K mulmx_block !mulmx1 !mulmx0 !mul1mx mulmxN !add0r addrN.
have e2 : 'X^n * \det K = 'X^m * char_poly (N *m M).
  have -> : 'X^m * char_poly (N *m M) = \det (block_mx 'X%:M M' 0 ('X%:M - N' *m M')).
    by rewrite det_ublock det_scalar /char_poly /char_poly_mx fM.
  transitivity (\det (block_mx (1%:M : 'M_m) 0 (- N') 'X%:M) * \det K).
    by rewrite det_lblock det1 mul1r det_scalar.
  rewrite -det_mulmx /K mulmx_block !mul1mx !mul0mx !addr0 !mulNmx !mulmx1.
  by rewrite mul_scalar_mx mul_mx_scalar addNr [X in block_mx _ _ _ X]addrC.
by rewrite -e1 e2.
Qed.

Lemma char_poly_conj n (P Q D : 'M[F]_n) : Q *m P = 1%:M -> char_poly (P *m D *m Q) = char_poly D.
Proof.
move=> QP; have X0 : 'X^n != 0 :> {poly F} by rewrite expf_neq0 ?polyX_eq0.
by apply: (mulfI X0); rewrite -mulmxA char_poly_mulC -mulmxA QP mulmx1.
Qed.

Lemma char_poly_diag n (s : 'rV[F]_n) : char_poly (diag_mx s) = \prod_i ('X - (s 0 i)%:P).
Proof.
rewrite char_poly_trig; last by apply/is_trig_mxP => i j ij; rewrite mxE -val_eqE ltn_eqF.
by apply: eq_bigr => i _; rewrite mxE eqxx.
Qed.

End CharPoly.

Section Spectrum.
Variables (R : fieldType) (d : nat -> nat) (W : forall l, 'M[R]_(d l.+1, d l)) (L : nat).
Notation mult := (mult W).

Lemma unit_of1 n : unit_of R n n = 1%:M.
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.

Lemma multkk k : mult k k = 1%:M.
Proof. by case: k => [|k] /=; rewrite ?eqxx unit_of1. Qed.

Lemma multS k l : (l <= k)%N -> mult k.+1 l = W k *m mult k l.
Proof. by move=> lk /=; rewrite ltn_eqF. Qed.

Variables (Q : forall l, 'M[R]_(d l)) (lam : nat -> R) (r : nat).
Hypothesis bal : balanced W L Q lam r.

Lemma pad_mul m n p (s t : nat -> R) :
  (forall i, (n <= i < m)%N -> s i * t i = 0) -> pad m n s *m pad n p t = pad m p (fun i => s i * t i).
Proof.
move=> z; apply/matrixP => i j; rewrite !mxE.
under eq_bigr do rewrite !mxE.
case: (ltnP i n) => [lt|ni].
  rewrite (bigD1 (Ordinal lt)) //= eqxx mulr1n big1 ?addr0 ?mulrnAr // => k.
  by rewrite -val_eqE /= eq_sym => /negbTE->; rewrite mulr0n mul0r.
have e : s i * t i = 0 by rewrite z // ni ltn_ord.
rewrite e mul0rn big1 // => k _; case: eqP => [ik|]; last by rewrite mul0r.
by rewrite -ik mulrnAr mulr1n e mul0rn.
Qed.

Lemma orthoC l : (l <= L)%N -> (Q l)^T *m Q l = 1%:M.
Proof. by case: bal => o _ _ _ /o; apply: mulmx1C. Qed.

Lemma pad1 n : pad n n (fun=> 1) = 1%:M :> 'M[R]_n.
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.

Lemma eq_pad m n (s t : nat -> R) : s =1 t -> pad m n s = pad m n t.
Proof. by move=> e; apply/matrixP => i j; rewrite !mxE e. Qed.

(* every product of consecutive layers has the singular values lam ^ (number of layers) *)
Lemma mult_balanced k l : (l <= k <= L)%N ->
  mult k l = Q k *m pad _ _ (fun i => lam i ^+ (k - l)) *m (Q l)^T.
Proof.
case/andP => lk kL; elim: k lk kL => [|k IH].
  rewrite leqn0 => /eqP-> _; rewrite multkk (@eq_pad _ _ _ (fun=> 1)) // pad1 mulmx1.
  by case: bal => o _ _ _; rewrite o.
rewrite leq_eqVlt => /orP[/eqP-> kL|lk kL].
  rewrite multkk (@eq_pad _ _ _ (fun=> 1)) => [|i]; last by rewrite subnn.
  by rewrite pad1 mulmx1; case: bal => o _ _ _; rewrite o.
rewrite multS // IH // ?(ltnW kL) //; case: (bal) => o rd z -> //.
rewrite !mulmxA; congr (_ *m _); rewrite -[_ *m Q k]mulmxA orthoC ?(ltnW kL) // mulmx1.
rewrite -mulmxA pad_mul => [|i /andP[di _]]; last by rewrite z ?mul0r // (leq_trans (rd k (ltnW kL))).
by rewrite subSn //; congr (_ *m _); apply: eq_pad => i; rewrite exprS.
Qed.

Lemma mult_gram k l : (l <= k <= L)%N ->
  mult k l *m (mult k l)^T = Q k *m diag_mx (\row_i lam i ^+ (2 * (k - l))) *m (Q k)^T.
Proof.
move=> lk; rewrite mult_balanced // !trmx_mul trmxK !mulmxA; congr (_ *m _).
case/andP: (lk) => lk' kL.
rewrite -[X in X *m _]mulmxA orthoC ?(leq_trans lk') // mulmx1 -mulmxA; congr (_ *m _).
have -> : (pad (d k) (d l) (fun i => lam i ^+ (k - l)))^T = pad (d l) (d k) (fun i => lam i ^+ (k - l)).
  by apply/matrixP => i j; rewrite !mxE eq_sym; case: eqP => // ->.
rewrite pad_mul => [|i /andP[di ik]].
  by apply/matrixP => i j; rewrite !mxE -exprD -val_eqE addnn mul2n.
move: lk'; rewrite leq_eqVlt => /orP[/eqP e|lt]; first by rewrite e leqNgt ik in di.
case: bal => _ rd z _; rewrite (z i) ?(leq_trans (rd l _)) ?(leq_trans _ kL) ?(ltnW lt) //.
by rewrite expr0n subn_eq0 leqNgt lt mul0r.
Qed.

Lemma mult_gramT k l : (l <= k <= L)%N ->
  (mult k l)^T *m mult k l = Q l *m diag_mx (\row_i lam i ^+ (2 * (k - l))) *m (Q l)^T.
Proof.
move=> lk; rewrite mult_balanced // !trmx_mul trmxK !mulmxA; congr (_ *m _).
case/andP: (lk) => lk' kL.
rewrite -[X in X *m _]mulmxA orthoC // mulmx1 -mulmxA; congr (_ *m _).
have -> : (pad (d k) (d l) (fun i => lam i ^+ (k - l)))^T = pad (d l) (d k) (fun i => lam i ^+ (k - l)).
  by apply/matrixP => i j; rewrite !mxE eq_sym; case: eqP => // ->.
rewrite pad_mul => [|i /andP[di ik]].
  by apply/matrixP => i j; rewrite !mxE -exprD -val_eqE addnn mul2n.
move: lk'; rewrite leq_eqVlt => /orP[/eqP e|lt]; first by rewrite -e leqNgt ik in di.
case: bal => _ rd z _; rewrite (z i) ?(leq_trans (rd k _)) //.
by rewrite expr0n subn_eq0 leqNgt lt mul0r.
Qed.

(* A_o^T A_o = (U x V) diag(nu_ij) (U x V)^T: its eigenvectors are u_i x v_j, its eigenvalues nu_ij *)
Let UV := Q L *t Q 0.
Definition nus : 'rV[R]_(d L * d 0) := \row_k nu L (lam (mxtens_unindex k).1) (lam (mxtens_unindex k).2).

Lemma orthoUV : orthogonal UV.
Proof.
case: bal => o _ _ _; rewrite /orthogonal /UV trmx_tens tensmx_mul !o //.
apply/matrixP => i j; case: (mxtens_indexP i) => i1 i2; case: (mxtens_indexP j) => j1 j2.
rewrite tensmxE !mxE (can_eq (@mxtens_indexK _ _)) xpair_eqE.
by rewrite -natrM mulnb.
Qed.

Lemma gram_balanced : (A_o W L)^T *m A_o W L = UV *m diag_mx nus *m UV^T.
Proof.
rewrite /A_o tr_mxcol mul_mxrow_mxcol.
have -> : diag_mx nus = \sum_(l < L) diag_mx (\row_(i < d L) lam i ^+ (2 * (L - l.+1))) *t
                                     diag_mx (\row_(j < d 0) lam j ^+ (2 * l)).
  apply/matrixP => i j; rewrite summxE.
  case: (mxtens_indexP i) => i1 i2; case: (mxtens_indexP j) => j1 j2.
  under eq_bigr do rewrite tensmxE !mxE.
  rewrite !mxE mxtens_indexK /= (can_eq (@mxtens_indexK _ _)) xpair_eqE /nu -mulnb mulrnA -!sumrMnl.
  by apply: eq_bigr => l _; rewrite mulrnAl mulrnAr mulrnAC.
rewrite mulmx_sumr mulmx_suml; apply: eq_bigr => l _.
rewrite trmx_tens trmxK tensmx_mul /above /below mult_gram ?ltn_ord ?leqnn //.
by rewrite mult_gramT ?(ltnW (ltn_ord l)) //= subn0 trmx_tens !tensmx_mul.
Qed.

(* the eigenvector equation of the paper, (26)-(29) and Lemma A.9 *)
Theorem gram_eigenvector (i : 'I_(d L)) (j : 'I_(d 0)) :
  (A_o W L)^T *m A_o W L *m (col i (Q L) *t col j (Q 0)) =
  nu L (lam i) (lam j) *: (col i (Q L) *t col j (Q 0)).
Proof.
rewrite !colE -tensmx_mul -/UV gram_balanced -!mulmxA (mulmxA UV^T) (mulmx1C orthoUV) mul1mx scalemxAr.
congr (UV *m _); apply/matrixP => k z; rewrite mul_diag_mx !mxE.
case: (mxtens_indexP k) => k1 k2; case: (mxtens_indexP z) => z1 z2.
rewrite mxtens_indexK /=; case: (k1 =P i) => [->|]; last by rewrite mul0r !mulr0.
by case: (k2 =P j) => [->|] //; rewrite /= !mulr0.
Qed.

Variables (Sxx : 'M[R]_(d 0)) (sigma : nat -> R).
Hypothesis aligned : Sxx = Q 0 *m diag_mx (\row_j sigma j) *m (Q 0)^T.

(* the whole spectrum of H_o with multiplicities: p + d_L d_0 on the left for the zeros that the two sizes differ by *)
Theorem char_poly_H_o :
  'X^(d L * d 0) * char_poly (H_o W L Sxx) =
  'X^(params d L) * \prod_(i < d L) \prod_(j < d 0) ('X - (sigma j * nu L (lam i) (lam j))%:P).
Proof.
rewrite /H_o -mulmxA char_poly_mulC; congr (_ * _).
have eB : B_o L Sxx = UV *m diag_mx (\row_k sigma (mxtens_unindex k : 'I_(d L) * 'I_(d 0)).2) *m UV^T.
  rewrite /B_o aligned /UV trmx_tens.
  have -> : diag_mx (\row_k sigma (mxtens_unindex k : 'I_(d L) * 'I_(d 0)).2) = 1%:M *t diag_mx (\row_j sigma j).
    apply/matrixP => i j; case: (mxtens_indexP i) => i1 i2; case: (mxtens_indexP j) => j1 j2.
    rewrite tensmxE !mxE mxtens_indexK /= (can_eq (@mxtens_indexK _ _)) xpair_eqE.
    by rewrite -mulnb mulnC mulrnA mulr_natl.
  by rewrite !tensmx_mul mulmx1; case: bal => o _ _ _; rewrite o.
rewrite -mulmxA gram_balanced eB !mulmxA -[_ *m UV^T *m UV]mulmxA (mulmx1C orthoUV) mulmx1.
rewrite -[UV *m _ *m _]mulmxA mulmx_diag char_poly_conj ?(mulmx1C orthoUV) // char_poly_diag.
rewrite pair_big (reindex (@mxtens_unindex _ _)) /=; last first.
  by exists (@mxtens_index _ _) => k _; rewrite ?mxtens_indexK ?mxtens_unindexK.
by apply: eq_bigr => k _; rewrite !mxE.
Qed.

(* ---------------------------------------------------------------- Lemma A.9: the three clusters with their multiplicities *)

Hypothesis L2 : (2 <= L)%N.

Lemma nu_a0 (a : R) : nu L a 0 = a ^+ (2 * (L - 1)).
Proof.
rewrite /nu -(subnK L2) addn2 big_ord_recl /= big1 ?addr0 ?expr0 ?mulr1 // => i _.
by rewrite [_ ^+ (2 * bump _ _)]expr0n muln_eq0 /= mulr0.
Qed.

Lemma nu_0a (a : R) : nu L 0 a = a ^+ (2 * (L - 1)).
Proof.
rewrite /nu -(subnK L2) addn2 big_ord_recr /= subnn muln0 expr0 mul1r big1 ?add0r ?subn1 // => i _.
by rewrite expr0n muln_eq0 /= subn_eq0 ltnNge ltn_ord mul0r.
Qed.

Variable rho : nat.
Hypothesis white : forall j, sigma j = (j < rho)%:R.
Hypotheses (r_rho : (r <= rho)%N) (rho_d0 : (rho <= d 0)%N).

Lemma params_large : ((rho + d L - r) * r <= params d L)%N.
Proof.
case: bal => _ rd _ _; rewrite /params -(subnK L2) addn2 big_ord_recl big_ord_recr /= /bump /= add1n.
have r1 : (r <= d 1)%N by apply: rd; apply: leq_trans L2.
have rL : (r <= d (L - 2).+1)%N by apply: rd; rewrite -[X in (_ <= X)%N](subnK L2) addn2.
have := leq_mul r1 rho_d0; have := leq_mul (leqnn (d (L - 2).+2)) rL.
move=> h1 h2.
apply: (@leq_trans ((rho + d (L - 2).+2) * r)); first by rewrite leq_mul2r leq_subr orbT.
rewrite mulnDl leq_add //; first by rewrite mulnC.
by apply: leq_trans h1 _; apply: leq_addl.
Qed.

Theorem lemma_A9 :
  char_poly (H_o W L Sxx) =
  'X^(params d L - (rho + d L - r) * r)
  * (\prod_(i < r) \prod_(j < r) ('X - (nu L (lam i) (lam j))%:P))
  * (\prod_(i < r) ('X - (lam i ^+ (2 * (L - 1)))%:P)) ^+ (rho + d L - 2 * r).
Proof.
case: (bal) => _ rd z _.
have X0 : 'X^(d L * d 0) != 0 :> {poly R} by rewrite expf_neq0 ?polyX_eq0.
apply: (mulfI X0); rewrite char_poly_H_o.
set bulk := \prod_(i < r) ('X - (lam i ^+ (2 * (L - 1)))%:P).
pose F (i j : nat) : {poly R} := 'X - (sigma j * nu L (lam i) (lam j))%:P.
have rL : (r <= d L)%N by apply: rd.
have F1 (i : nat) : (i < r)%N -> \prod_(j < d 0) F i j =
    (\prod_(j < r) ('X - (nu L (lam i) (lam j))%:P)) * ('X - (lam i ^+ (2 * (L - 1)))%:P) ^+ (rho - r) * 'X^(d 0 - rho).
  move=> ir; rewrite -(big_mkord xpredT (F i)) (big_cat_nat _ _ _ (leq0n rho)) //=.
  rewrite (big_cat_nat _ _ _ (leq0n r)) //=; congr (_ * _ * _).
  - rewrite big_mkord; apply: eq_bigr => j _; rewrite /F white (leq_trans _ r_rho) // mul1r.
    by [].
  - rewrite -prodr_const_nat; apply: eq_big_nat => j /andP[rj jr].
    by rewrite /F white jr mul1r (z j rj) nu_a0.
  - rewrite -prodr_const_nat; apply: eq_big_nat => j /andP[rj _].
    by rewrite /F white ltnNge rj mul0r subr0.
have F2 (i : nat) : (r <= i)%N -> \prod_(j < d 0) F i j = bulk * 'X^(d 0 - r).
  move=> ri; rewrite -(big_mkord xpredT (F i)) (big_cat_nat _ _ _ (leq0n r)) ?(leq_trans r_rho) //=; congr (_ * _).
    rewrite big_mkord; apply: eq_bigr => j _.
    by rewrite /F white (leq_trans _ r_rho) // mul1r (z i ri) nu_0a.
  rewrite -prodr_const_nat; apply: eq_big_nat => j /andP[rj _].
  by rewrite /F (z i ri) (z j rj) nu_a0 expr0n muln_eq0 /= subn_eq0 leqNgt L2 mulr0 subr0.
transitivity ('X^(params d L) * \prod_(0 <= i < d L) \prod_(j < d 0) F i j); first by rewrite big_mkord.
rewrite (big_cat_nat _ _ _ (leq0n r)) //= big_mkord.
rewrite (eq_bigr _ (fun i _ => F1 _ (ltn_ord i))) big_split big_split /= -/bulk.
rewrite (eq_big_nat _ _ (F2 := fun=> bulk * 'X^(d 0 - r))) => [|i /andP[ri _]]; last exact: F2.
rewrite prodr_const_nat !prodrXl prodr_const card_ord exprMn.
set D := \prod_(i < r) _.
have e : (d L * d 0 + (params d L - (rho + d L - r) * r) =
          params d L + ((d 0 - rho) * r + (d 0 - r) * (d L - r)))%N.
  have /subnKC <- := params_large; rewrite addKn [RHS]addnC addnA; congr (_ + _)%N.
  exact: sizes_add.
rewrite [RHS]mulrA [X in _ = X * _]mulrA -exprD e !exprD -!exprM.
have -> : (rho + d L - 2 * r = (rho - r) + (d L - r))%N.
  by lia.
rewrite exprD [(r * (d 0 - rho))%N]mulnC -/bulk.
move: ('X^((d 0 - rho) * r)) ('X^((d 0 - r) * (d L - r))) ('X^(params d L)) => x y z'.
by move: (bulk ^+ _) (bulk ^+ _) => b1 b2; ring.
Qed.

(* Lemma A.1: one common singular value *)
Corollary lemma_A1 (mu : R) : (forall i, (i < r)%N -> lam i = mu) ->
  char_poly (H_o W L Sxx) =
  'X^(params d L - (rho + d L - r) * r)
  * ('X - (L%:R * mu ^+ (2 * (L - 1)))%:P) ^+ (r ^ 2)
  * ('X - (mu ^+ (2 * (L - 1)))%:P) ^+ ((rho + d L - 2 * r) * r).
Proof.
move=> lamE; rewrite lemma_A9.
have nuE (i j : 'I_r) : nu L (lam i) (lam j) = L%:R * mu ^+ (2 * (L - 1)).
  rewrite !lamE // /nu (eq_bigr (fun=> mu ^+ (2 * (L - 1)))).
    by rewrite sumr_const card_ord mulr_natl.
  by move=> l _; rewrite -exprD -mulnDr; congr (_ ^+ (2 * _)); have := ltn_ord l; lia.
have -> : \prod_(i < r) ('X - (lam i ^+ (2 * (L - 1)))%:P) = ('X - (mu ^+ (2 * (L - 1)))%:P) ^+ r.
  by rewrite -[in RHS](card_ord r) -prodr_const; apply: eq_bigr => i _; rewrite lamE.
have -> : \prod_(i < r) \prod_(j < r) ('X - (nu L (lam i) (lam j))%:P) =
          ('X - (L%:R * mu ^+ (2 * (L - 1)))%:P) ^+ r ^+ r.
  rewrite -[in RHS](card_ord r) -prodr_const; apply: eq_bigr => i _.
  by rewrite -prodr_const; apply: eq_bigr => j _; rewrite nuE.
by rewrite -!exprM -mulnn [(r * (_ - _))%N]mulnC.
Qed.

End Spectrum.
