(* The spectral theorem for symmetric matrices over a real closed field, and Weyl's inequality for their eigenvalues. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import complex.
Require Import Definitions Balanced A5.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Forms.
Variable R : realFieldType.

Lemma dotZr n a (u w : 'cV[R]_n) : dot u (a *: w) = a * dot u w.
Proof. by rewrite dotC dotZl dotC. Qed.

Lemma dotDr n (u v w : 'cV[R]_n) : dot u (v + w) = dot u v + dot u w.
Proof. by rewrite dotC dotDl ![dot _ u]dotC. Qed.

Lemma dot_eq0 n (u : 'cV[R]_n) : (dot u u == 0) = (u == 0).
Proof.
apply/eqP/eqP => [|->]; last by rewrite dot0.
rewrite dotE => /eqP; rewrite psumr_eq0 => [/allP h|i _]; last by rewrite -expr2 sqr_ge0.
apply/matrixP => i j; rewrite [j]ord1 mxE.
by have /eqP := h i (mem_index_enum _); rewrite -expr2 => /eqP; rewrite sqrf_eq0 => /eqP.
Qed.

Lemma dot_gt0 n (u : 'cV[R]_n) : u != 0 -> 0 < dot u u.
Proof. by move=> u0; rewrite lt_def dot_eq0 u0 dot_ge0. Qed.

Lemma dot_mulmx m n (A : 'M[R]_(m, n)) x y : dot (A *m x) y = dot x (A^T *m y).
Proof. by rewrite /dot trmx_mul mulmxA. Qed.

Lemma orthogonalC n (Q : 'M[R]_n) : orthogonal Q -> Q^T *m Q = 1%:M.
Proof. exact: mulmx1C. Qed.

Lemma orthogonal_tr n (Q : 'M[R]_n) : orthogonal Q -> orthogonal Q^T.
Proof. by move=> o; rewrite /orthogonal trmxK orthogonalC. Qed.

Lemma orthogonal_mul n (P Q : 'M[R]_n) : orthogonal P -> orthogonal Q -> orthogonal (P *m Q).
Proof. by move=> oP oQ; rewrite /orthogonal trmx_mul mulmxA -(mulmxA P) oQ mulmx1. Qed.

Lemma dot_ortho n (Q : 'M[R]_n) x y : orthogonal Q -> dot (Q *m x) (Q *m y) = dot x y.
Proof. by move=> o; rewrite dot_mulmx mulmxA orthogonalC // mul1mx. Qed.

(* every unit vector is the first column of a symmetric orthogonal matrix (a reflection) *)
Lemma reflection n (u : 'cV[R]_n.+1) : dot u u = 1 ->
  exists H : 'M[R]_n.+1, [/\ orthogonal H, H^T = H & H *m delta_mx 0 0 = u].
Proof.
move=> u1; pose e : 'cV[R]_n.+1 := delta_mx 0 0; pose w := u - e; pose s := dot w w.
have e1 : dot e e = 1.
  by rewrite dotE (bigD1 0) //= mxE !eqxx mulr1 big1 ?addr0 // => i /negbTE i0; rewrite mxE i0 mul0r.
have [w0|w0] := eqVneq w 0.
  exists 1%:M; rewrite /orthogonal trmx1 mulmx1 mul1mx; split=> //.
  by apply/esym/eqP; rewrite -subr_eq0; apply/eqP.
have s0 : s != 0 by rewrite /s dot_eq0.
have we : dot w e = - (s / 2%:R).
  have -> : s = 2%:R * (1 - dot u e).
    by rewrite /s /w dotD -scaleN1r !dotZr !dotZl e1 u1; ring.
  by rewrite /w dotDl -scaleN1r dotZl e1; field.
have ww : w^T *m w = s%:M by rewrite [LHS]mx11_scalar.
exists (1%:M - (2%:R / s) *: (w *m w^T)); split.
- have sym : (1%:M - (2%:R / s) *: (w *m w^T))^T = 1%:M - (2%:R / s) *: (w *m w^T).
    by rewrite linearB linearZ /= trmx1 trmx_mul trmxK.
  have PP : w *m w^T *m (w *m w^T) = s *: (w *m w^T).
    by rewrite mulmxA -(mulmxA w) ww mul_mx_scalar -scalemxAl.
  rewrite /orthogonal sym mulmxBl mul1mx mulmxBr mulmx1 -scalemxAr -scalemxAl PP.
  move: (w *m w^T) => P; apply/matrixP => i j; rewrite !mxE; move: (P i j) (_%:R) => x y.
  by field.
- by rewrite linearB linearZ /= trmx1 trmx_mul trmxK.
rewrite mulmxBl mul1mx -scalemxAl -mulmxA.
have -> : w^T *m e = (dot w e)%:M by rewrite [LHS]mx11_scalar.
rewrite mul_mx_scalar scalerA we.
have -> : 2%:R / s * - (s / 2%:R) = -1 by field.
by rewrite scaleN1r opprK /w addrCA subrr addr0.
Qed.
End Forms.

Section Symmetric.
Variable R : rcfType.

(* a symmetric real matrix has a real eigenvector *)
Lemma symmetric_eigenvector n (A : 'M[R]_n.+1) : A^T = A -> exists a (v : 'cV[R]_n.+1), v != 0 /\ A *m v = a *: v.
Proof.
move=> sym; pose toC := real_complex R; pose A' := map_mx toC A.
have [[a b] rz] : exists z : R[i], poly.root (char_poly A') z.
  by apply/closed_rootP; rewrite size_char_poly.
pose M := A - a%:M; pose N := M *m M + (b ^+ 2)%:M.
have sM : M^T = M by rewrite /M linearB /= sym tr_scalar_mx.
have detN : \det N == 0.
  rewrite -(fmorph_eq0 [rmorphism of toC]) -det_map_mx.
  move: rz; rewrite -eigenvalue_root_char => /eigenvalueP[v vA v0]; apply/det0P; exists v => //.
  have zE : (a +i* b)%C = toC a + 'i%C * toC b by rewrite [LHS]complexE.
  have ii : 'i%C * 'i%C = -1 :> R[i] by rewrite -expr2 sqr_i.
  rewrite /N /M map_mxD map_mxM map_mxB !map_scalar_mx -/A' -/toC rmorphX /= -/(toC b) -/(toC a).
  have vM : v *m (A' - (toC a)%:M) = ('i%C * toC b) *: v.
    by rewrite mulmxBr vA zE mul_mx_scalar scalerDl addrAC subrr add0r.
  have step (M1 : 'M[R[i]]_n.+1) c : v *m (M1 *m M1 + c%:M) = v *m M1 *m M1 + c *: v.
    by rewrite mulmxDr mulmxA mul_mx_scalar.
  apply: etrans (step _ _) _; rewrite vM -scalemxAl vM scalerA -scalerDl.
  have -> : 'i%C * toC b * ('i%C * toC b) + toC b ^+ 2 = ('i%C * 'i%C + 1) * toC b ^+ 2 by ring.
  by rewrite ii addNr mul0r scale0r.
have [v v0 vN] := det0P detN.
exists a, v^T; split; first by rewrite -(inj_eq (can_inj (@trmxK _ _ _))) trmxK trmx0.
have e : dot (M *m v^T) (M *m v^T) + b ^+ 2 * dot v^T v^T = 0.
  rewrite dot_mulmx sM /dot trmxK !mulmxA.
  have := congr1 (fun x => (x *m v^T) 0 0) vN.
  by rewrite mul0mx mulmxDr mulmxDl mul_mx_scalar -scalemxAl mulmxA ![fun_of_matrix _ _ _]mxE.
have : dot (M *m v^T) (M *m v^T) == 0.
  rewrite eq_le dot_ge0 andbT -e ler_addl mulr_ge0 ?sqr_ge0 ?dot_ge0 //.
rewrite dot_eq0 => /eqP; rewrite /M mulmxBl mul_scalar_mx => /eqP.
by rewrite subr_eq0 => /eqP.
Qed.

(* the spectral theorem: a symmetric matrix is Q diag(D) Q^T with an orthogonal Q *)
Theorem spectral_theorem n (A : 'M[R]_n) : A^T = A ->
  exists (Q : 'M[R]_n) (D : 'rV[R]_n), orthogonal Q /\ A = Q *m diag_mx D *m Q^T.
Proof.
elim: n A => [|n IH] A sym.
  exists 1%:M, 0; split; first by rewrite /orthogonal trmx1 mulmx1.
  by rewrite [LHS]flatmx0 [RHS]flatmx0.
have [a [v [v0 Av]]] := symmetric_eigenvector sym.
pose u := (Num.sqrt (dot v v))^-1 *: v.
have u1 : dot u u = 1.
  rewrite dotZl dotZr mulrA -expr2 exprVn sqr_sqrtr ?dot_ge0 //.
  by rewrite mulVf // dot_eq0.
have Au : A *m u = a *: u by rewrite /u -scalemxAr Av !scalerA mulrC.
have [H [oH sH He]] := reflection u1.
have HH : H *m H = 1%:M by rewrite -{2}sH.
have Be : H *m A *m H *m delta_mx 0 0 = a *: (delta_mx 0 0 : 'cV[R]_n.+1).
  rewrite -(mulmxA (H *m A)) He -mulmxA Au -scalemxAr; congr (_ *: _).
  by rewrite -He mulmxA HH mul1mx.
have [B eB] : exists B : 'M[R]_(1 + n), B = H *m A *m H by exists (H *m A *m H).
rewrite -eB in Be; have sB : B^T = B by rewrite eB !trmx_mul sH sym mulmxA.
pose A' := drsubmx B.
have blB : B = block_mx a%:M 0 0 A'.
  have colB (i : 'I_(1 + n)) : B i 0 = a *+ (i == 0).
    have := congr1 (fun X : 'cV[R]_n.+1 => X i 0) Be.
    rewrite -colE !mxE andbT => ->; by rewrite mulr_natr.
  have dl : dlsubmx B = 0.
    apply/matrixP => i j; rewrite !mxE [j]ord1 lshift0 colB.
    by rewrite -val_eqE /= mulr0n.
  rewrite -[LHS]submxK; congr block_mx => //.
    by rewrite [LHS]mx11_scalar !mxE !lshift0 colB eqxx mulr1n.
  by rewrite -[LHS]trmxK trmx_ursub sB dl trmx0.
have sA' : A'^T = A' by rewrite /A' trmx_drsub sB.
have [Q [D [oQ eA']]] := IH _ sA'.
pose Q1 : 'M[R]_(1 + n) := block_mx 1%:M 0 0 Q.
have oQ1 : orthogonal Q1.
  rewrite /orthogonal /Q1 tr_block_mx !trmx0 trmx1 mulmx_block !mulmx1 !mulmx0 !mul0mx !addr0 !add0r oQ.
  by rewrite -scalar_mx_block.
exists (H *m Q1), (row_mx a%:M D); split; first exact: orthogonal_mul.
have dE : diag_mx (row_mx (a%:M : 'rV_1) D) = block_mx a%:M 0 0 (diag_mx D).
  by rewrite diag_mx_row; congr (block_mx _ _ _ _); apply/matrixP => i j; rewrite !ord1 !mxE eqxx.
have e1 : B = Q1 *m diag_mx (row_mx a%:M D) *m Q1^T.
  rewrite blB dE /Q1 tr_block_mx !trmx0 trmx1 !mulmx_block !mulmx1 !mulmx0 !mul0mx !addr0 !add0r !mul1mx.
  by rewrite -eA' mul0mx.
have -> : A = H *m B *m H by rewrite eB !mulmxA HH mul1mx -mulmxA HH mulmx1.
by rewrite trmx_mul sH {1}e1 !mulmxA.
Qed.

End Symmetric.
