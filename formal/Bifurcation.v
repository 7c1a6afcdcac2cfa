(* The dominant cluster of the whole Hessian, for every depth, any tail, and every step of gradient descent, with its constants. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Roots Hessian A9 A5 Spectral Weyl Norms A6 A11 Dynamics A2 Tail A3 Overshoot A7 Families Frames.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- powers, without roots: the means of a geometric sequence *)

Lemma means (R : realFieldType) (x : R) j k : 0 <= x -> (j <= k)%N -> k%:R * x ^+ j <= j%:R * x ^+ k + (k - j)%:R.
Proof.
move=> x0 /subnK <-; move: (k - j)%N => {}k; rewrite addnK; elim: k => [|k IH]; first by rewrite add0n addr0.
have h : 0 <= j%:R * x ^+ (k + j) * (x - 1) + 1 - x ^+ j.
  have -> : j%:R * x ^+ (k + j) * (x - 1) + 1 - x ^+ j = (x - 1) * (\sum_(i < j) (x ^+ (k + j) - x ^+ i)).
    rewrite sumrB sumr_const card_ord -[x ^+ _ *+ j]mulr_natl mulrBr -subrX1; move: (j%:R : R) (x ^+ (k + j)) (x ^+ j) => a u v; ring.
  have [x1|/ltW x1] := lerP x 1.
    rewrite mulr_le0 ?subr_le0 // -oppr_ge0 -sumrN sumr_ge0 // => i _; rewrite oppr_ge0.
    by rewrite subr_le0 ler_wiexpn2l // (leq_trans (ltnW (ltn_ord i))) // leq_addl.
  rewrite mulr_ge0 ?subr_ge0 // sumr_ge0 // => i _.
  by rewrite subr_ge0 ler_weexpn2l // (leq_trans (ltnW (ltn_ord i))) // leq_addl.
rewrite -subr_ge0; move: IH; rewrite -subr_ge0 => IH; apply: le_trans (addr_ge0 IH h) _.
rewrite le_eqVlt; apply/orP; left; apply/eqP.
rewrite addSn exprS -[(k + j).+1]addn1 -[k.+1]addn1 !natrD.
move: (x ^+ (k + j)) (x ^+ j) (k%:R : R) (j%:R : R) => u v a b; ring.
Qed.

Section Nu.
Variables (R : realFieldType) (L : nat) (e : R).
Hypotheses (L2 : (2 <= L)%N) (e0 : 0 <= e).

(* nu(a, b) beside L, where a^L and b^L are beside 1 *)
Lemma nu_low a b : 0 <= a -> 0 <= b -> 1 - e <= a ^+ L -> 1 - e <= b ^+ L -> L%:R - (2 * (L - 1))%:R * e <= nu L a b.
Proof.
move=> a0 b0 ha hb; set z := Num.min a b.
have z0 : 0 <= z by rewrite le_minr a0 b0.
have hz : 1 - e <= z ^+ L by rewrite /z; case: (leP a b).
apply: (@le_trans _ _ (L%:R * z ^+ (2 * (L - 1)))); last first.
  by rewrite -nu_diagonal nu_mono // /z ?le_minl ?lexx ?orbT.
have k2 : (L <= 2 * (L - 1))%N by lia.
have := means z0 k2; rewrite natrB // => h.
rewrite -(ler_add2r ((2 * (L - 1))%:R - L%:R)) (le_trans _ h) //.
rewrite [L%:R - _]addrC addrACA subrr addr0 addrC -[X in X - _]mulr1 -mulrBr.
by rewrite ler_wpmul2l ?ler0n.
Qed.

Lemma nu_high a b : 0 <= a -> 0 <= b -> a ^+ L <= 1 + e -> b ^+ L <= 1 + e ->
  nu L a b <= L%:R + (2 * (L - 1))%:R * e + (L - 1)%:R * e ^+ 2.
Proof.
move=> a0 b0 ha hb; set z := Num.max a b.
have z0 : 0 <= z by rewrite le_maxr a0.
have hz : z ^+ L <= 1 + e by rewrite /z; case: (leP a b).
have L1 : (0 < L)%N by apply: ltnW.
have L0 : 0 < L%:R :> R by rewrite ltr0n.
apply: (@le_trans _ _ (L%:R * z ^+ (2 * (L - 1)))).
  by rewrite -nu_diagonal nu_mono // /z ?le_maxr ?lexx ?orbT.
have h : L%:R * z ^+ (L - 1) <= L%:R + (L - 1)%:R * e.
  apply: le_trans (means z0 (leq_subr 1 L)) _.
  apply: (@le_trans _ _ ((L - 1)%:R * (1 + e) + (L - (L - 1))%:R)); first by rewrite ler_add2r ler_wpmul2l ?ler0n.
  by rewrite mulrDr mulr1 addrAC -natrD subnKC // leq_subr.
have q0 : 0 <= L%:R * z ^+ (L - 1) by rewrite mulr_ge0 ?ler0n ?exprn_ge0.
rewrite -(ler_pmul2l L0) mulnC exprM mulrA -expr2 -exprMn.
apply: (@le_trans _ _ ((L%:R + (L - 1)%:R * e) ^+ 2)).
  by rewrite ler_expn2r // nnegrE // addr_ge0 ?mulr_ge0 ?ler0n.
have lE : L%:R = (L - 1)%:R + 1 :> R by rewrite -(natrD _ _ 1) subnK.
rewrite -subr_ge0 natrM lE; move: ((L - 1)%:R : R) (ler0n R (L - 1)) => l l0.
have -> : (l + 1) * (l + 1 + l * 2%:R * e + l * e ^+ 2) - (l + 1 + l * e) ^+ 2 = l * e ^+ 2 by ring.
by rewrite mulr_ge0 ?sqr_ge0.
Qed.
End Nu.

(* ---------------------------------------------------------------- at one aligned point *)

Section Point.
Variables (R : rcfType) (d : nat -> nat) (L N : nat) (W : forall l, 'M[R]_(d l.+1, d l)).
Variables (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0)) (y : 'I_N -> 'cV[R]_(d L)).
Variables (Q : forall l, 'M[R]_(d l)) (lam sigma : nat -> R) (m r : nat).
Notation s := (fun i : nat => (i < r)%:R : R).
Hypothesis L2 : (2 <= L)%N.
Hypothesis bal : balanced W L Q lam m.
Hypothesis cov : Sigma_xx p x = Q 0%N *m diag_mx (\row_j sigma j) *m (Q 0%N)^T.
Hypothesis target : Sigma_yx p x y = Q L *m pad _ _ s *m (Q 0%N)^T.
Hypothesis rm : (r <= m)%N.
Hypothesis seen_head : forall i, (i < r)%N -> sigma i = 1.
Notation Ho := (H_o W L (Sigma_xx p x)).
Notation Hf := (H_f W p x y).
Notation H := (Ho + Hf).
Notation fam := (@family R d L Q).

Let omega i := sigma i * lam i ^+ L - s i.
Let L1 : (0 < L)%N := ltnW L2.

Lemma omega_dead i : (m <= i)%N -> omega i = 0.
Proof.
move=> mi; case: bal => _ _ z _; rewrite /omega z // expr0n gtn_eqF // mulr0 sub0r ltnNge (leq_trans rm mi) /=.
by rewrite oppr0.
Qed.

Let frameO := Omega_aligned bal cov target.

Lemma cov_frame b : Sigma_xx p x *m frame Q 0 b = sigma b *: frame Q 0 b.
Proof.
have O : orthogonal (Q 0%N) by case: bal => o _ _ _; apply: o.
rewrite cov /frame -!mulmxA (mulmxA (Q 0%N)^T) (mulmx1C O) mul1mx.
rewrite scalemxAr; congr (_ *m _); apply/matrixP => i j; rewrite mul_diag_mx !mxE.
by case: eqP => [->|]; rewrite ?mulr0.
Qed.

(* the projection onto the head entries of all layers *)
Definition onto := \sum_(q : 'I_r * 'I_r) fam q.1 q.2 *m (fam q.1 q.2)^T.
Let rank1 (q : 'I_r * 'I_r) : 'M[R]_L := (reach L lam q.1 q.2)^T *m reach L lam q.1 q.2.

Lemma head_mask (a b : 'I_r) : @mask R d L a b = 1%:M.
Proof.
case: bal => _ rd _ _; apply/matrixP => i j; rewrite !mxE /fits.
by rewrite !(leq_trans (ltn_ord _)) // (leq_trans rm) // rd // ltnW.
Qed.

Lemma head_dot (q q' : 'I_r * 'I_r) : (fam q.1 q.2)^T *m fam q'.1 q'.2 = if q == q' then 1%:M else 0.
Proof.
case: q q' => [a b] [a' b'] /=; rewrite (family_dot bal) xpair_eqE -!val_eqE /=.
by case: ifP => // _; apply: head_mask.
Qed.

Lemma onto_fam (q : 'I_r * 'I_r) : onto *m fam q.1 q.2 = fam q.1 q.2.
Proof.
rewrite /onto mulmx_suml (bigD1 q) //= -mulmxA head_dot eqxx mulmx1 big1 ?addr0 // => q' ne.
by rewrite -mulmxA head_dot (negbTE ne) mulmx0.
Qed.

Lemma onto_tr : onto^T = onto.
Proof. by rewrite /onto raddf_sum; apply: eq_bigr => q _; rewrite /= trmx_mul trmxK. Qed.

Lemma onto_onto : onto *m onto = onto.
Proof. by rewrite {2 3}/onto mulmx_sumr; apply: eq_bigr => q _; rewrite mulmxA onto_fam. Qed.

Lemma outer_onto : Ho *m onto = \sum_(q : 'I_r * 'I_r) fam q.1 q.2 *m rank1 q *m (fam q.1 q.2)^T.
Proof.
rewrite /onto mulmx_sumr; apply: eq_bigr => q _; rewrite mulmxA.
by rewrite (outer_family bal _ (Sigma_xx_sym p x) (cov_frame q.2)) seen_head ?ltn_ord // scale1r.
Qed.

Lemma functional_onto : Hf *m onto = \sum_(q : 'I_r * 'I_r) fam q.2 q.1 *m couple L lam omega q.1 q.2 *m (fam q.1 q.2)^T.
Proof.
by rewrite /onto mulmx_sumr; apply: eq_bigr => q _; rewrite mulmxA (functional_family bal frameO omega_dead).
Qed.

Lemma onto_outer : onto *m (Ho *m onto) = Ho *m onto.
Proof. by rewrite outer_onto mulmx_sumr; apply: eq_bigr => q _; rewrite !mulmxA onto_fam. Qed.

Lemma onto_functional : onto *m (Hf *m onto) = Hf *m onto.
Proof.
rewrite functional_onto mulmx_sumr; apply: eq_bigr => -[a b] _ /=.
by rewrite !mulmxA -[fam b a]/(fam (b, a).1 (b, a).2) onto_fam.
Qed.

Lemma sandwich_tr (A : 'M[R]_(params d L)) : A^T = A -> onto *m (A *m onto) = A *m onto -> (A *m onto)^T = A *m onto.
Proof. by move=> sA e; rewrite -{1}e !trmx_mul sA onto_tr -mulmxA e. Qed.

Let sHo : Ho^T = Ho. Proof. exact/H_o_sym/Sigma_xx_sym. Qed.
Let sHf : Hf^T = Hf. Proof. exact: H_f_sym. Qed.
Let sO : (Ho *m onto)^T = Ho *m onto := sandwich_tr sHo onto_outer.
Let sF : (Hf *m onto)^T = Hf *m onto := sandwich_tr sHf onto_functional.

(* the spectrum of H_o on the head entries *)
Definition head_nu := [seq nu L (lam q.1) (lam q.2) | q : 'I_r * 'I_r].

Lemma size_head_nu : size head_nu = (r ^ 2)%N.
Proof. by rewrite size_map -cardE card_prod card_ord mulnn. Qed.

Lemma room_params : (r ^ 2 <= params d L)%N.
Proof.
case: bal => _ rd _ _; rewrite /params -(ltn_predK L1) big_ord_recl -mulnn.
apply: leq_trans (leq_addr _ _); apply: leq_mul; apply: leq_trans rm _; exact: rd.
Qed.

Lemma spectrum_outer_onto : spectrum (Ho *m onto) (nseq (params d L - r ^ 2) 0 ++ head_nu).
Proof.
have := @char_poly_families R (params d L) _ (fun=> L) (fun q : 'I_r * 'I_r => fam q.1 q.2) rank1 (enum {: 'I_r * 'I_r}) (enum_uniq _).
rewrite !big_enum /= -outer_onto sum_nat_const card_prod card_ord mulnn => h.
have X1 n : 'X^n != 0 :> {poly R} by rewrite expf_neq0 ?polyX_eq0.
have one q : 'X * char_poly (rank1 q) = 'X^L * ('X - (nu L (lam q.1) (lam q.2))%:P).
  rewrite -[X in X * _]expr1 char_poly_mulC; congr (_ * _).
  have e : (reach L lam q.1 q.2 *m (reach L lam q.1 q.2)^T) 0 0 = nu L (lam q.1) (lam q.2).
    by rewrite mxE; apply: eq_bigr => l _; rewrite !mxE -expr2 exprMn -!exprM; congr (_ ^+ _ * _ ^+ _); rewrite mulnC.
  by rewrite /char_poly det_mx11 !mxE eqxx mulr1n -e mxE.
have {}h : 'X^(r ^ 2) * char_poly (Ho *m onto) = 'X^(params d L) * \prod_(q : 'I_r * 'I_r) ('X - (nu L (lam q.1) (lam q.2))%:P).
  apply: (mulfI (X1 (r * r * L)%N)); rewrite mulrCA h => [|q q' _ _ ne]; last by rewrite head_dot (negbTE ne).
  rewrite mulrCA [RHS]mulrCA; congr (_ * _).
  rewrite (eq_bigr (fun q => char_poly (rank1 q))) => [|q _]; last by rewrite mulmxA head_dot eqxx mul1mx.
  have -> : 'X^(r ^ 2) = \prod_(q : 'I_r * 'I_r) 'X :> {poly R} by rewrite prodr_const card_prod card_ord mulnn.
  have -> : 'X^(r * r * L) = \prod_(q : 'I_r * 'I_r) 'X^L :> {poly R} by rewrite prodr_const card_prod card_ord -exprM mulnC.
  by rewrite -!big_split /=; apply: eq_bigr => q _; apply: one.
apply: (mulfI (X1 (r ^ 2)%N)); rewrite h big_cat big_nseq subr0 iter_mulr_1 mulrA -exprD subnKC ?room_params //.
by rewrite big_map big_enum.
Qed.

(* what the rest of the spectrum adds is never taken away: H has at least the eigenvalues of its head part, 0 aside *)
Lemma onto_H : onto *m H = H *m onto.
Proof. by rewrite mulmxDl mulmxDr -[in RHS]sO -[in RHS]sF (trmx_mul Ho) (trmx_mul Hf) onto_tr sHo sHf. Qed.

Lemma count_head u t (P : pred R) : spectrum (H *m onto) u -> spectrum H t -> ~~ P 0 -> (count P u <= count P t)%N.
Proof.
move=> su st P0; set A := H *m onto in su.
have sH : H^T = H by rewrite linearD /= sHo sHf.
have sA : A^T = A by rewrite /A trmx_mul onto_tr sH onto_H.
have z : A *m (H - A) = 0.
  by rewrite mulmxBr /A -(mulmxA H onto H) onto_H -(mulmxA H onto) (mulmxA onto) onto_H -!mulmxA onto_onto subrr.
have [v sv] : exists v, spectrum (H - A) v by apply: symmetric_spectrum; rewrite linearB /= sH sA.
have := char_poly_add z; rewrite [A + _]addrC subrK su sv st.
have -> : 'X^(params d L) = \prod_(c <- nseq (params d L) 0) ('X - c%:P) :> {poly R} by rewrite big_nseq subr0 iter_mulr_1.
rewrite -!big_cat => /prod_XsubC_perm/permP/(_ P).
by rewrite !count_cat count_nseq (negbTE P0) mul0n add0n => ->; apply: leq_addr.
Qed.

(* the network without its tail has the same functional Hessian on the head *)
Let cut i := if (i < r)%N then lam i else 0.
Let Wcut l : 'M[R]_(d l.+1, d l) := Q l.+1 *m pad _ _ cut *m (Q l)^T.
Let bal_cut : balanced Wcut L Q cut r.
Proof.
case: bal => o rd _ _; split=> // [l lL|i ri]; first exact: leq_trans rm (rd l lL).
by rewrite /cut ltnNge ri.
Qed.
Let omega_cut i := sigma i * cut i ^+ L - s i.
Let frame_cut := Omega_aligned bal_cut cov target.
Let cut_dead i : (r <= i)%N -> omega_cut i = 0.
Proof. by move=> ri; rewrite /omega_cut /cut ltnNge ri /= expr0n gtn_eqF // mulr0 sub0r oppr0. Qed.

Lemma functional_cut : Hf *m onto = H_f Wcut p x y *m onto.
Proof.
rewrite functional_onto /onto mulmx_sumr; apply: eq_bigr => -[a b] _ /=; rewrite mulmxA; congr (_ *m _).
rewrite (functional_family bal_cut frame_cut cut_dead); congr (_ *m _).
apply/matrixP => k l; rewrite !mxE /omega_cut /omega /cut !ltn_ord; by [].
Qed.

Variable e : R.
Hypothesis e0 : 0 <= e.
Hypothesis near : forall i, (i < r)%N -> 0 <= lam i /\ `|lam i ^+ L - 1| <= e.

Let nearby i : (i < r)%N -> 1 - e <= lam i ^+ L <= 1 + e.
Proof. by case/near => _; rewrite ler_distl. Qed.

Lemma small_cut : bounded (H_f Wcut p x y) ((L - 1)%:R * (e * (1 + e))).
Proof.
have [t0 tL] := rootP L1 (addr_ge0 ler01 e0); set t := root L (1 + e) in t0 tL.
have lt i : (i < r)%N -> `|cut i| <= t.
  move=> ir; rewrite /cut ir; have [l0 _] := near ir; rewrite ger0_norm //.
  by rewrite -(@ler_pexpn2r _ L) // tL; case/andP: (nearby ir).
have lo i : (i < minn (d L) (d 0%N))%N -> `|omega_cut i| <= e.
  move=> _; have [ri|ir] := leqP r i; first by rewrite cut_dead // normr0.
  by rewrite /omega_cut /cut ir seen_head // mul1r; case: (near ir).
apply: bounded_mono (A6_upper bal_cut frame_cut L1 t0 e0 lt lo).
rewrite ler_wpmul2l ?ler0n // ler_wpmul2l //.
have L0 : 0 < L%:R :> R by rewrite ltr0n.
rewrite -(ler_pmul2l L0); apply: le_trans (means t0 (leq_subr 2 L)) _; rewrite tL.
have -> : L%:R * (1 + e) = (L - 2)%:R * (1 + e) + (L - (L - 2))%:R * (1 + e) by rewrite -mulrDl -natrD subnKC // leq_subr.
by rewrite ler_add2l ler_pemulr ?ler0n // ler_addl.
Qed.

Lemma small_form v : `|dot v (Hf *m onto *m v)| <= (L - 1)%:R * (e * (1 + e)) * dot v v.
Proof.
set c := (L - 1)%:R * _; have [c0 _] : bounded (H_f Wcut p x y) c := small_cut.
rewrite -onto_functional functional_cut; set pv := onto *m v.
have -> : dot v (onto *m (H_f Wcut p x y *m onto) *m v) = dot pv (H_f Wcut p x y *m pv).
  by rewrite /pv dot_mulmx onto_tr !mulmxA.
apply: le_trans (bounded_form pv small_cut) _; apply: ler_wpmul2l => //.
have e1 : dot pv pv = dot v pv by rewrite {1}/pv dot_mulmx onto_tr /pv mulmxA onto_onto.
have := dot_ge0 (v + (- 1) *: pv); rewrite dotD !dotZr dotZl -e1 => h.
by rewrite -subr_ge0; apply: le_trans h _; rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

(* Theorem B, the dominant cluster: r^2 eigenvalues of the whole Hessian within (L - 1)(3 e + 2 e^2) of L, whatever the tail *)
Theorem dominant_cluster t (X := (L - 1)%:R * (3%:R * e + 2%:R * e ^+ 2)) : spectrum H t -> 0 < L%:R - X ->
  (r ^ 2 <= number_in (L%:R - X) (L%:R + X) t)%N.
Proof.
move=> st low; have sHO : (H *m onto)^T = H *m onto by rewrite mulmxDl linearD /= sO sF.
have [u su] := symmetric_spectrum sHO.
have P0 : ~~ (fun z => L%:R - X <= z <= L%:R + X) 0 by rewrite negb_and -ltNge low.
apply: leq_trans (count_head su st P0).
set c := (L - 1)%:R * (e * (1 + e)); set low0 := L%:R - (2 * (L - 1))%:R * e; set high0 := L%:R + (2 * (L - 1))%:R * e + (L - 1)%:R * e ^+ 2.
have q0 : 0 <= (L - 1)%:R :> R by apply: ler0n.
have e20 : 0 <= e ^+ 2 by apply: sqr_ge0.
have lowE : low0 - c = L%:R - X + (L - 1)%:R * e ^+ 2.
  by rewrite /low0 /c /X natrM; move: (L%:R : R) ((L - 1)%:R : R) => a b; ring.
have highE : high0 + c = L%:R + X.
  by rewrite /high0 /c /X natrM; move: (L%:R : R) ((L - 1)%:R : R) => a b; ring.
have su' : spectrum (Ho *m onto + Hf *m onto) u by rewrite -mulmxDl.
have := weyl_count sO sF small_form low0 high0 spectrum_outer_onto su'; rewrite lowE highE => h.
apply: (@leq_trans (number_in low0 high0 (nseq (params d L - r ^ 2) 0 ++ head_nu))); last first.
  apply: leq_trans h _; apply: sub_count => z /andP[h1 h2]; rewrite h2 andbT; apply: le_trans h1.
  by rewrite ler_addl mulr_ge0.
rewrite /number_in count_cat -[X in (X <= _)%N]size_head_nu; apply: leq_trans (leq_addl _ _).
rewrite -[X in (X <= _)%N](count_predT head_nu); apply: count_in => z /mapP[[a b] _ ->] _ /=.
have [[a0 _] [b0 _]] := (near (ltn_ord a), near (ltn_ord b)).
have [/andP[a1 a2] /andP[b1 b2]] := (nearby (ltn_ord a), nearby (ltn_ord b)).
by rewrite nu_low ?nu_high.
Qed.
End Point.
