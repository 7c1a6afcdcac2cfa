(* Weyl's inequality: a symmetric perturbation of norm c moves no eigenvalue by more than c. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
Require Import Definitions Balanced A9 A5 Spectral.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Lists.
Variable R : realFieldType.
Implicit Types s t : seq R.

(* sorted lists are ordered entry by entry when one has fewer entries below every threshold *)
Lemma nth_le_count s t k : sorted <=%R s -> sorted <=%R t -> size s = size t ->
  (forall x, (count (fun y => (y <= x)%R) t <= count (fun y => (y <= x)%R) s)%N) -> (k < size s)%N -> nth 0 s k <= nth 0 t k.
Proof.
move=> so to st h ks; rewrite leNgt; apply/negP => lt.
have mono (u : seq R) : sorted <=%R u -> forall i j, (i < size u)%N -> (j < size u)%N -> (i <= j)%N -> nth 0 u i <= nth 0 u j.
  by move=> uo i j iu ju; apply: (sorted_leq_nth le_trans le_refl 0 uo).
have lo : (k < count (fun y => (y <= nth 0 t k)%R) t)%N.
  rewrite -{2}(cat_take_drop k.+1 t) count_cat; apply: leq_trans (leq_addr _ _).
  suff /eqP -> : count (fun y => (y <= nth 0 t k)%R) (take k.+1 t) == k.+1 by [].
  have sz : size (take k.+1 t) = k.+1 by rewrite size_takel // -st.
  rewrite -{2}sz -all_count; apply/(all_nthP 0) => i; rewrite sz => ik.
  by rewrite nth_take // mono // -?st // (leq_trans ik).
have := leq_trans lo (h _); rewrite -{1}(cat_take_drop k s) count_cat.
have -> : count (fun y => y <= nth 0 t k) (drop k s) = 0%N.
  apply/eqP; rewrite -leqn0 leqNgt -has_count; apply/negP => /(has_nthP 0)[i].
  rewrite size_drop nth_drop => ik; apply/negP; rewrite -ltNge (lt_le_trans lt) // mono //; last exact: leq_addr.
  by rewrite -ltn_subRL.
by rewrite addn0 ltnNge (leq_trans (count_size _ _)) // size_take; case: ltnP => // /ltnW.
Qed.

Lemma count_in (T : eqType) (l : seq T) (a b : pred T) : (forall x, x \in l -> a x -> b x) -> (count a l <= count b l)%N.
Proof.
elim: l => //= x l IH h; apply: leq_add; last by apply: IH => y yl; apply: h; rewrite inE yl orbT.
by have := h x (mem_head _ _); case: (a x) => // ->.
Qed.
End Lists.

Section Spectra.
Variable R : fieldType.

(* a list of eigenvalues with multiplicities has as many entries as the matrix has rows *)
Lemma spectrum_size n (A : 'M[R]_n) s : spectrum A s -> size s = n.
Proof. by move=> e; have := size_char_poly A; rewrite e size_prod_XsubC => -[]. Qed.

Lemma spectrum_of_perm n (A : 'M[R]_n) s t : perm_eq s t -> spectrum A s -> spectrum A t.
Proof. by move=> p; rewrite /spectrum => ->; apply: perm_big. Qed.

Lemma spectrum_diag n (Q : 'M[R]_n) (D : 'rV[R]_n) : orthogonal Q ->
  spectrum (Q *m diag_mx D *m Q^T) [seq D 0 i | i <- enum 'I_n].
Proof.
by move=> oQ; rewrite /spectrum char_poly_conj ?(mulmx1C oQ) // char_poly_diag big_map big_enum.
Qed.
End Spectra.

Section Perm.
Variable R : realFieldType.
Lemma spectrum_perm n (A : 'M[R]_n) s t : spectrum A s -> spectrum A t -> perm_eq s t.
Proof. by rewrite /spectrum => -> /prod_XsubC_perm. Qed.
End Perm.

Section Weyl.
Variable R : rcfType.

Lemma symmetric_spectrum n (A : 'M[R]_n) : A^T = A -> exists s, spectrum A s.
Proof. by case/spectral_theorem => Q [D [oQ ->]]; eexists; apply: spectrum_diag. Qed.

Lemma spectrum_shift n (A : 'M[R]_n) c s : A^T = A -> spectrum A s -> spectrum (A + c%:M) [seq x + c | x <- s].
Proof.
case/spectral_theorem => Q [D [oQ ->]] hs.
have p := spectrum_perm (spectrum_diag D oQ) hs.
have -> : Q *m diag_mx D *m Q^T + c%:M = Q *m diag_mx (\row_i (D 0 i + c)) *m Q^T.
  have -> : diag_mx (\row_i (D 0 i + c)) = diag_mx D + c%:M.
    by apply/matrixP => i j; rewrite !mxE -mulrnDl.
  by rewrite mulmxDr mulmxDl mul_mx_scalar -scalemxAl oQ scale_scalar_mx mulr1.
apply: spectrum_of_perm (spectrum_diag _ oQ).
have -> : [seq (\row_j (D 0 j + c)) 0 i | i <- enum 'I_n] = [seq x + c | x <- [seq D 0 i | i <- enum 'I_n]].
  have e i : (\row_j (D 0 j + c)) 0 i = (fun x => x + c) (D 0 i) by rewrite mxE.
  by rewrite (eq_map e) -[RHS]map_comp.
exact: perm_map.
Qed.

Lemma form_diag n (Q : 'M[R]_n) (D : 'rV[R]_n) v :
  dot v (Q *m diag_mx D *m Q^T *m v) = \sum_i D 0 i * (Q^T *m v) i 0 ^+ 2.
Proof.
rewrite dotC -!mulmxA dot_mulmx dotC dotE; apply: eq_bigr => i _.
rewrite mul_diag_mx; move: (Q^T *m v) => z; rewrite mxE; move: (z i 0) (D 0 i) => a b; ring.
Qed.

(* Courant and Fischer, by counting dimensions: if A <= B as forms, B has at most as many eigenvalues <= x as A *)
Lemma count_form n (A B : 'M[R]_n) s t x : A^T = A -> B^T = B -> spectrum A s -> spectrum B t ->
  (forall v, dot v (A *m v) <= dot v (B *m v)) ->
  (count (fun y => (y <= x)%R) t <= count (fun y => (y <= x)%R) s)%N.
Proof.
move=> /spectral_theorem[QA [DA [oA eA]]] /spectral_theorem[QB [DB [oB eB]]] sA sB h.
rewrite eA in sA; rewrite eB in sB.
have cnt (Q : 'M[R]_n) (D : 'rV[R]_n) u : orthogonal Q -> spectrum (Q *m diag_mx D *m Q^T) u ->
    count (fun y => y <= x) u = #|[pred i | D 0 i <= x]|.
  move=> oQ su; rewrite (permP (spectrum_perm su (spectrum_diag D oQ))) count_map cardE size_filter.
  by rewrite enumT.
rewrite (cnt _ _ _ oA sA) (cnt _ _ _ oB sB).
set SA := [pred i | DA 0 i <= x]; set SB := [pred i | DB 0 i <= x].
rewrite leqNgt; apply/negP => lt.
pose K := row_mx (\matrix_(i, k) QA i (enum_val (k : 'I_#|SA|))) (\matrix_(i, k) QB i (enum_val (k : 'I_#|[predC SB]|))).
have rK : (\rank K < n)%N.
  apply: leq_ltn_trans (rank_leq_col _) _.
  by rewrite -[X in (_ < X)%N](card_ord n) -(cardC SB) ltn_add2r.
have : kermx K != 0 by rewrite -mxrank_eq0 mxrank_ker subn_eq0 -ltnNge.
case/rowV0Pn => w /sub_kermxP; rewrite /K mul_mx_row => /eqP; rewrite row_mx_eq0 => /andP[/eqP wA /eqP wB] w0.
pose v := w^T; have v0 : v != 0 by rewrite -(inj_eq (can_inj (@trmxK _ _ _))) trmxK trmx0.
have yA i : i \in SA -> (QA^T *m v) i 0 = 0.
  move=> iS; have e := congr1 (fun X : 'rV__ => X 0 (enum_rank_in iS i)) wA.
  rewrite !mxE in e; rewrite mxE -[RHS]e.
  by apply: eq_bigr => j _; rewrite !mxE enum_rankK_in // mulrC.
have yB i : i \notin SB -> (QB^T *m v) i 0 = 0.
  move=> iS; have iS' : i \in [predC SB] by [].
  have e := congr1 (fun X : 'rV__ => X 0 (enum_rank_in iS' i)) wB.
  rewrite !mxE in e; rewrite mxE -[RHS]e.
  by apply: eq_bigr => j _; rewrite !mxE enum_rankK_in // mulrC.
have nrm (Q : 'M[R]_n) : orthogonal Q -> dot v v = \sum_i (Q^T *m v) i 0 ^+ 2.
  by move=> oQ; rewrite -(dot_ortho v v (orthogonal_tr oQ)) dotE.
have := h v; rewrite eA eB !form_diag => le1.
have le2 : \sum_i DB 0 i * (QB^T *m v) i 0 ^+ 2 <= x * dot v v.
  rewrite (nrm _ oB) mulr_sumr; apply: ler_sum => i _.
  have [iS|iS] := boolP (i \in SB); first by apply: ler_wpmul2r; rewrite ?sqr_ge0.
  by rewrite yB // expr0n !mulr0.
have := le_trans le1 le2; rewrite (nrm _ oA) mulr_sumr -subr_le0 -sumrB.
under eq_bigr do rewrite -mulrBl.
have pos i : 0 <= (DA 0 i - x) * (QA^T *m v) i 0 ^+ 2.
  have [iS|iS] := boolP (i \in SA); first by rewrite yA // expr0n mulr0.
  by rewrite mulr_ge0 ?sqr_ge0 // subr_ge0 ltW // ltNge.
move=> le3; have : \sum_i (DA 0 i - x) * (QA^T *m v) i 0 ^+ 2 == 0 by rewrite eq_le le3 sumr_ge0.
rewrite psumr_eq0 // => /allP z.
move/negP: v0; apply; rewrite -dot_eq0 (nrm _ oA) big1 // => i _.
have [iS|iS] := boolP (i \in SA); first by rewrite yA // expr0n.
have := z i (mem_index_enum _); rewrite mulf_eq0 subr_eq0 => /orP[/eqP e|/eqP//].
by move: iS; rewrite inE e lexx.
Qed.

Variables (n : nat) (A B : 'M[R]_n) (c : R).
Hypotheses (sA : A^T = A) (sB : B^T = B).
(* B has norm at most c, as a form *)
Hypothesis small : forall v, `|dot v (B *m v)| <= c * dot v v.

(* Weyl: the k-th eigenvalues of A + B and of A, in increasing order, differ by at most c *)
Theorem weyl s t k : spectrum A s -> spectrum (A + B) t -> sorted <=%R s -> sorted <=%R t -> (k < n)%N ->
  `|nth 0 t k - nth 0 s k| <= c.
Proof.
move=> hs ht so to kn.
have sAB : (A + B)^T = A + B by rewrite linearD /= sA sB.
have ss := spectrum_size hs; have st := spectrum_size ht.
have form (a : R) v : dot v ((A + a%:M) *m v) = dot v (A *m v) + a * dot v v.
  by rewrite mulmxDl dotDr mul_scalar_mx dotZr.
have sym (a : R) : (A + a%:M)^T = A + a%:M by rewrite linearD /= sA tr_scalar_mx.
have srt (a : R) : sorted <=%R [seq x + a | x <- s].
  by rewrite sorted_map; apply: sub_sorted so => x y /=; rewrite ler_add2r.
have nthS (a : R) : nth 0 [seq x + a | x <- s] k = nth 0 s k + a by rewrite (nth_map 0) ?ss.
rewrite ler_distl -nthS -nthS; apply/andP; split.
  apply: nth_le_count => //; rewrite ?size_map ?ss ?st // => x.
  apply: (count_form _ (sym (- c)) sAB (spectrum_shift _ sA hs) ht) => v.
  rewrite form mulmxDl dotDr ler_add2l mulNr ler_oppl.
  by apply: le_trans (small v); rewrite -normrN ler_norm.
apply: nth_le_count => //; rewrite ?size_map ?ss ?st // => x.
apply: (count_form _ sAB (sym c) ht (spectrum_shift _ sA hs)) => v.
rewrite form mulmxDl dotDr ler_add2l.
by apply: le_trans (small v); rewrite ler_norm.
Qed.

(* the same without an order: the eigenvalues of A + B can be listed beside any list of those of A *)
Theorem weyl_beside s : spectrum A s ->
  exists t, [/\ spectrum (A + B) t, size t = size s & forall k, (k < n)%N -> `|nth 0 t k - nth 0 s k| <= c].
Proof.
move=> hs; have sAB : (A + B)^T = A + B by rewrite linearD /= sA sB.
have [t ht] := symmetric_spectrum sAB.
pose s' := sort <=%R s; pose t' := sort <=%R t.
have ps : perm_eq s s' by rewrite perm_sym perm_sort.
have pt : perm_eq t t' by rewrite perm_sym perm_sort.
have hs' := spectrum_of_perm ps hs; have ht' := spectrum_of_perm pt ht.
have [Is pI eI] := perm_iotaP 0 ps.
have sz : size s' = size t' by rewrite (spectrum_size hs') (spectrum_size ht').
exists [seq nth 0 t' i | i <- Is]; rewrite [X in size _ = size X]eI !size_map; split=> // [|k kn].
  apply: spectrum_of_perm ht'; rewrite perm_sym; apply/(perm_iotaP 0); exists Is => //.
  by rewrite -sz.
have kI : (k < size Is)%N by rewrite -(size_map (nth 0 s')) -eI (spectrum_size hs).
rewrite (nth_map 0%N) // eI (nth_map 0%N) //; apply: (weyl hs' ht'); rewrite ?sort_le_sorted //.
have : nth 0%N Is k \in iota 0 (size s') by rewrite -(perm_mem pI) mem_nth.
by rewrite mem_iota add0n (spectrum_size hs').
Qed.

(* counting: A + B has at least as many eigenvalues in [a - c, b + c] as A has in [a, b] *)
Corollary weyl_count s t a b : spectrum A s -> spectrum (A + B) t ->
  (number_in a b s <= number_in (a - c) (b + c) t)%N.
Proof.
move=> hs ht; have [u [hu su near]] := weyl_beside hs.
rewrite /number_in (permP (spectrum_perm ht hu)).
have cE (l : seq R) p : count p l = count (fun k => p (nth 0 l k)) (iota 0 (size l)).
  by rewrite -{1}(mkseq_nth 0 l) count_map.
rewrite !cE su; apply: count_in => k; rewrite mem_iota add0n /= (spectrum_size hs) => kn /andP[ha hb].
have := near k kn; rewrite ler_distl => /andP[h1 h2].
by rewrite (le_trans _ h1) ?ler_add2r // (le_trans h2) ?ler_add2r.
Qed.
End Weyl.
