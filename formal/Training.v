(* The training of Assumptions 3.1 and 3.2: data, start, gradient descent, and what its statements count; the entry of one direction. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced A5 Spectral A2.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- definitions, to be read and believed *)

(* A weighted finite sample whose input covariance is an orthogonal projection and whose target is U diag(1, ..., 1, 0, ...) V^T with
   r ones; layers that start balanced, with the singular values lambda_0, lambda_1, ... >= 0, U and V of the target their outer frames. *)
Record training (R : realFieldType) := Training {
  td : nat -> nat; depth : nat; head : nat; samples : nat;
  weight : 'I_samples -> R; input : 'I_samples -> 'cV[R]_(td 0); output : 'I_samples -> 'cV[R]_(td depth);
  start : forall l, 'M[R]_(td l.+1, td l); axes : forall l, 'M[R]_(td l); lam0 : nat -> R;
  head_fits : (head <= minn (td 0) (td depth))%N;
  weights_nonneg : forall n, 0 <= weight n;
  isotropic : Sigma_xx weight input *m Sigma_xx weight input = Sigma_xx weight input;
  target : Sigma_yx weight input output = axes depth *m pad _ _ (fun i => (i < head)%:R) *m (axes 0)^T;
  start_balanced : balanced start depth axes lam0 (minn (td 0) (td depth));
  start_nonneg : forall i, 0 <= lam0 i }.

Section Words.
Variables (R : realFieldType) (T : training R).
Notation L := (depth T).
Definition cov_xx := Sigma_xx (@weight R T) (@input R T).
Definition cov_yx := Sigma_yx (@weight R T) (@input R T) (@output R T).
Definition rank_cov := \rank cov_xx.
Definition narrow := minn (td T 0) (td T L).
(* the layers after t steps, layer l + 1 as `layer eta t l`; the gradient there *)
Definition layer eta t := trained eta cov_xx cov_yx (@start R T) t.
Definition slope eta t := gradient cov_xx cov_yx (layer eta t).
(* column i of the frame between the layers l and l + 1, counted from 0: v_i for l = 0, u_i for l = L *)
Definition axis l i : 'cV[R]_(td T l) := axes T l *m \col_k (k == i :> nat)%:R.
(* in the frames, row i and column i of a matrix between l and l + 1 hold a on the diagonal and 0 elsewhere *)
Definition holds_at l (W : 'M[R]_(td T l.+1, td T l)) i a := W *m axis l i = a *: axis l.+1 i /\ W^T *m axis l.+1 i = a *: axis l i.
(* entry i of the first layer: lambda_{i,t} *)
Definition entry eta t i := dot (axis 1 i) (layer eta t 0 *m axis 0 i).
(* all layers have entry i of the first, and nothing beside it in row and column i *)
Definition shared eta t i := forall l, (l < L)%N -> holds_at (layer eta t l) i (entry eta t i).
(* v_i^T Sigma_xx v_i; how many live v_i are no eigenvectors, or none with the eigenvalue of their number *)
Definition variance i := dot (axis 0 i) (cov_xx *m axis 0 i).
Definition tilt := #|[pred j : 'I_(td T 0) | (lam0 T j != 0) && (cov_xx *m axis 0 j != variance j *: axis 0 j)]|.
Definition misplace := #|[pred j : 'I_(td T 0) | (lam0 T j != 0) && (cov_xx *m axis 0 j != (j < rank_cov)%N%:R *: axis 0 j)]|.
(* the largest of 1 and the head, of the tail's moduli *)
Definition top := \big[Num.max/1]_(i < head T) lam0 T i.
Definition tail0 := \big[Num.max/0]_(head T <= i < narrow) lam0 T i.
(* the largest less the smallest of the head *)
Definition spread0 := \big[Num.max/lam0 T 0]_(i < head T) lam0 T i - \big[Num.min/lam0 T 0]_(i < head T) lam0 T i.
End Words.

(* a sequence tends to a *)
Definition tends (R : realFieldType) (f : nat -> R) (a : R) := forall eps, 0 < eps -> exists N, forall t, (N <= t)%N -> `|f t - a| < eps.

(* ---------------------------------------------------------------- one singular direction of all layers *)

Section Direction.
Variables (R : comRingType) (d : nat -> nat) (L : nat) (Sxx : 'M[R]_(d 0)) (Syx : 'M[R]_(d L, d 0)) (u : forall l, 'cV[R]_(d l)).
Variables (sigma s : R).
Hypotheses (seen : Sxx *m u 0%N = sigma *: u 0%N) (seenT : Sxx^T *m u 0%N = sigma *: u 0%N).
Hypotheses (aims : Syx *m u 0%N = s *: u L) (aimsT : Syx^T *m u L = s *: u 0%N).
Definition keeps (W : forall l, 'M[R]_(d l.+1, d l)) a :=
  forall l, (l < L)%N -> W l *m u l = a *: u l.+1 /\ (W l)^T *m u l.+1 = a *: u l.

Section Point.
Variables (W : forall l, 'M[R]_(d l.+1, d l)) (a : R).
Hypothesis k : keeps W a.

Lemma unit_ofE n : unit_of R n n = 1%:M. Proof. by apply/matrixP => i j; rewrite !mxE. Qed.

Lemma mult_u m l : (l <= m <= L)%N -> mult W m l *m u l = a ^+ (m - l) *: u m.
Proof.
elim: m => [|m IH] /andP[lm mL].
  by move: lm; rewrite leqn0 => /eqP->; rewrite /= unit_ofE mul1mx subnn expr0 scale1r.
rewrite /=; case: eqP => [->|/eqP ne]; first by rewrite unit_ofE mul1mx subnn expr0 scale1r.
have lm' : (l <= m)%N by rewrite -ltnS ltn_neqAle ne lm.
have [e _] := k mL; rewrite -mulmxA IH ?lm' ?(ltnW mL) // -scalemxAr e scalerA -exprSr subSn //.
Qed.

Lemma mult_uT m l : (l <= m <= L)%N -> (mult W m l)^T *m u m = a ^+ (m - l) *: u l.
Proof.
elim: m => [|m IH] /andP[lm mL].
  by move: lm; rewrite leqn0 => /eqP->; rewrite /= unit_ofE trmx1 mul1mx subnn expr0 scale1r.
rewrite /=; case: eqP => [->|/eqP ne]; first by rewrite unit_ofE trmx1 mul1mx subnn expr0 scale1r.
have lm' : (l <= m)%N by rewrite -ltnS ltn_neqAle ne lm.
have [_ e] := k mL; rewrite trmx_mul -mulmxA e -scalemxAr IH ?lm' ?(ltnW mL) // scalerA -exprS subSn //.
Qed.

Lemma gradient_u l : (l < L)%N ->
  gradient Sxx Syx W l *m u l = (a ^+ (L - 1) * (sigma * a ^+ L - s)) *: u l.+1 /\
  (gradient Sxx Syx W l)^T *m u l.+1 = (a ^+ (L - 1) * (sigma * a ^+ L - s)) *: u l.
Proof.
move=> lL; have pw : a ^+ (L - l.+1) * a ^+ l = a ^+ (L - 1) by rewrite -exprD; congr (_ ^+ _); lia.
rewrite /gradient /above /below; split.
  rewrite -!mulmxA mult_uT ?leq0n ?(ltnW lL) // subn0 -!scalemxAr mulmxBl -mulmxA seen -scalemxAr mult_u ?leq0n ?leqnn // subn0.
  by rewrite aims scalerA -scalerBl -scalemxAr mult_uT ?lL ?leqnn // !scalerA -pw; congr (_ *: _); ring.
rewrite !trmx_mul !trmxK -!mulmxA mult_u ?lL ?leqnn // -!scalemxAr linearB /= trmx_mul mulmxBl -mulmxA mult_uT ?leq0n ?leqnn // subn0.
by rewrite -scalemxAr seenT aimsT !scalerA -scalerBl -scalemxAr mult_u ?leq0n ?(ltnW lL) // subn0 !scalerA -pw; congr (_ *: _); ring.
Qed.

Lemma descent_u eta : keeps (descent eta Sxx Syx W) (value_step L eta sigma s a).
Proof.
move=> l lL; have [g1 g2] := gradient_u lL; have [k1 k2] := k lL; rewrite /descent /value_step.
split; first by rewrite mulmxBl -scalemxAl g1 k1 scalerA scalerBl.
by rewrite linearB linearZ /= mulmxBl -scalemxAl g2 k2 scalerA scalerBl.
Qed.
End Point.

(* a direction that Sigma_xx and the target respect is kept for ever, whatever the other directions do *)
Theorem trained_u eta W0 a t : keeps W0 a -> keeps (trained eta Sxx Syx W0 t) (value L eta sigma s a t).
Proof. by move=> k; elim: t => //= t IH; apply: (descent_u IH). Qed.
End Direction.

(* ---------------------------------------------------------------- what holds of every training *)

Section Facts.
Variables (R : realFieldType) (T : training R) (eta : R).
Notation L := (depth T).
Notation one i := ((i < head T)%N%:R : R).

Lemma cov_sym : (cov_xx T)^T = cov_xx T.
Proof. by rewrite /cov_xx /Sigma_xx raddf_sum; apply: eq_bigr => n _; rewrite /= linearZ /= trmx_mul trmxK. Qed.

(* a projection fixes the inputs of positive weight, so the target has its rows in the range of Sigma_xx *)
Lemma target_seen : cov_yx T *m cov_xx T = cov_yx T.
Proof.
pose P := 1%:M - cov_xx T.
have sP : P^T = P by rewrite linearB /= trmx1 cov_sym.
have z : cov_xx T *m P = 0 by rewrite mulmxBr mulmx1 (isotropic T) subrr.
have w : \sum_(n < samples T) weight n * dot (P *m input n) (P *m input n) = 0.
  have -> : \sum_(n < samples T) weight n * dot (P *m input n) (P *m input n) = \tr (P *m cov_xx T *m P).
    rewrite /cov_xx /Sigma_xx mulmx_sumr mulmx_suml raddf_sum; apply: eq_bigr => n _ /=.
    rewrite -scalemxAr -scalemxAl mxtraceZ; congr (_ * _).
    by rewrite /dot -trace_mx11 [LHS]mxtrace_mulC trmx_mul sP !mulmxA.
  by rewrite -mulmxA z mulmx0 raddf0.
have fixed n : weight n *: (P *m input n) = 0.
  have /eqP := w; rewrite psumr_eq0 => [/allP/(_ n (mem_index_enum _))|k _]; last by rewrite mulr_ge0 ?dot_ge0 ?weights_nonneg.
  by rewrite mulf_eq0 dot_eq0 => /orP[/eqP->|/eqP->]; rewrite ?scale0r ?scaler0.
apply/eqP; rewrite -subr_eq0 -{2}[cov_yx T]mulmx1 -mulmxBr -oppr_eq0 -mulmxN opprB -/P; apply/eqP.
rewrite /cov_yx /Sigma_yx mulmx_suml big1 // => n _.
by rewrite -scalemxAl -mulmxA -{1}sP -trmx_mul scalemxAr -linearZ /= fixed trmx0 mulmx0.
Qed.

Lemma pad_axis m n (s : nat -> R) i : (i < n)%N || (s i == 0) ->
  pad m n s *m (\col_k (k == i :> nat)%:R) = s i *: (\col_k (k == i :> nat)%:R : 'cV[R]_m).
Proof.
move=> h; apply/matrixP => k j; rewrite [LHS]mxE [RHS]mxE [X in _ = _ * X]mxE.
case: (ltnP i n) => [lt|ge].
  rewrite (bigD1 (Ordinal lt)) //= big1 => [|l]; last by rewrite -val_eqE !mxE /= => /negbTE->; rewrite mulr0.
  by rewrite !mxE /= eqxx mulr1 addr0; case: eqP => [->|_]; rewrite ?mulr1n ?mulr1 ?mulr0n ?mulr0.
move: h; rewrite ltnNge ge /= => /eqP->; rewrite mul0r big1 // => l _; rewrite !mxE.
by rewrite (ltn_eqF (leq_trans (ltn_ord l) ge)) mulr0.
Qed.

Lemma axesP l : (l <= L)%N -> orthogonal (axes T l).
Proof. by case: (start_balanced T) => o _ _ _; apply: o. Qed.
Lemma axesC l : (l <= L)%N -> (axes T l)^T *m axes T l = 1%:M.
Proof. by move/axesP/orthogonalC. Qed.

Lemma dead0 i : (narrow T <= i)%N -> lam0 T i = 0.
Proof. by case: (start_balanced T) => _ _ z _; apply: z. Qed.

(* a matrix that is diagonal in the frames holds its entries *)
Lemma diagonal_holds l (s : nat -> R) i : (l < L)%N -> (i < narrow T)%N || (s i == 0) ->
  holds_at (axes T l.+1 *m pad (td T l.+1) (td T l) s *m (axes T l)^T) i (s i).
Proof.
move=> lL h; case: (start_balanced T) => _ rd _ _.
have wide k : (k <= L)%N -> (i < td T k)%N || (s i == 0).
  by move=> kL; case/orP: h => [h|->]; [rewrite (leq_trans h) ?rd | rewrite orbT].
rewrite /holds_at /axis; split; rewrite -?[in LHS](mulmxA _ (axes T l)^T) ?[(axes T l)^T *m _]mulmxA.
  by rewrite axesC ?(ltnW lL) // mul1mx -mulmxA pad_axis ?wide ?(ltnW lL) // scalemxAr.
have tp a b (f : nat -> R) : (pad a b f)^T = pad b a f.
  by apply/matrixP => p q; rewrite !mxE eq_sym; case: eqP => // ->.
rewrite !trmx_mul trmxK tp !mulmxA -[_ *m (axes T l.+1)^T *m _]mulmxA axesC // mulmx1.
by rewrite -mulmxA pad_axis ?wide // scalemxAr.
Qed.

Lemma axis_unit l i : (l <= L)%N -> (i < td T l)%N -> dot (axis T l i) (axis T l i) = 1.
Proof.
move=> lL h; rewrite /axis dot_mulmx mulmxA axesC // mul1mx dotE (bigD1 (Ordinal h)) //= big1 => [|k]; last first.
  by rewrite -val_eqE !mxE /= => /negbTE->; rewrite mul0r.
by rewrite !mxE eqxx mulr1 addr0.
Qed.

Lemma axis_out l i : (td T l <= i)%N -> axis T l i = 0.
Proof.
move=> h; rewrite /axis (_ : \col_k _ = 0) ?mulmx0 //; apply/matrixP => k j; rewrite !mxE.
by rewrite (ltn_eqF (leq_trans (ltn_ord k) h)).
Qed.

Lemma aims i : cov_yx T *m axis T 0 i = one i *: axis T L i.
Proof.
rewrite /cov_yx (target T) /axis -!mulmxA [(axes T 0)^T *m _]mulmxA axesC // mul1mx pad_axis ?scalemxAr //.
case: (ltnP i (head T)) => h; last by rewrite eqxx orbT.
by rewrite (leq_trans h) // (leq_trans (head_fits T)) // geq_minl.
Qed.

Lemma aimsT i : (cov_yx T)^T *m axis T L i = one i *: axis T 0 i.
Proof.
rewrite /cov_yx (target T) /axis !trmx_mul trmxK.
have -> : (pad (td T L) (td T 0) (fun k => one k))^T = pad (td T 0) (td T L) (fun k => one k).
  by apply/matrixP => p q; rewrite !mxE eq_sym; case: eqP => // ->.
rewrite -!mulmxA [(axes T L)^T *m _]mulmxA axesC ?leqnn // mul1mx pad_axis ?scalemxAr //.
case: (ltnP i (head T)) => h; last by rewrite eqxx orbT.
by rewrite (leq_trans h) // (leq_trans (head_fits T)) // geq_minr.
Qed.

(* Sigma_xx fixes the right singular vectors of the target *)
Lemma head_seen i : (i < head T)%N -> cov_xx T *m axis T 0 i = axis T 0 i.
Proof.
move=> h; have e : axis T 0 i = (cov_yx T)^T *m axis T L i by rewrite aimsT h scale1r.
by rewrite e mulmxA -{1}[cov_xx T]trmxK -trmx_mul cov_sym target_seen.
Qed.

Lemma variance_head i : (i < head T)%N -> variance T i = 1.
Proof.
move=> h; have i0 : (i < td T 0)%N by rewrite (leq_trans h) // (leq_trans (head_fits T)) // geq_minl.
by rewrite /variance head_seen // axis_unit.
Qed.

Lemma start_holds l i : (l < L)%N -> holds_at (@start R T l) i (lam0 T i).
Proof.
move=> lL; case: (start_balanced T) => _ _ _ e; rewrite e //; apply: diagonal_holds => //.
by case: (ltnP i (narrow T)) => // h; rewrite dead0 // eqxx.
Qed.

(* a direction that Sigma_xx respects is kept, whatever the others do *)
Lemma direction i t l : (i < narrow T)%N -> cov_xx T *m axis T 0 i = variance T i *: axis T 0 i -> (l < L)%N ->
  shared T eta t i /\ entry T eta t i = value L eta (variance T i) (one i) (lam0 T i) t.
Proof.
move=> iN se lL; have k := trained_u se (etrans (congr1 (mulmx^~ _) cov_sym) se) (aims i) (aimsT i) eta t
  (W0 := @start R T) (a := lam0 T i) (fun l lL => start_holds i lL).
have L0 : (0 < L)%N by apply: leq_trans lL.
have en : entry T eta t i = value L eta (variance T i) (one i) (lam0 T i) t.
  have [e _] := k 0%N L0; rewrite /entry /layer e dotZr axis_unit ?mulr1 //.
  by case: (start_balanced T) => _ rd _ _; rewrite (leq_trans iN) // rd.
by split=> // m mL; rewrite en; apply: k.
Qed.

Theorem head_direction i t : (0 < L)%N -> (i < head T)%N ->
  shared T eta t i /\ entry T eta t i = value L eta 1 1 (lam0 T i) t.
Proof.
move=> L0 h; have v := variance_head h; have iN := leq_trans h (head_fits T).
by have := direction t iN _ L0; rewrite v h; apply; rewrite head_seen // scale1r.
Qed.

Lemma tiltP : tilt T = 0%N -> seen_alive L (axes T) (cov_xx T) (variance T) (fun i => one i) (lam0 T).
Proof.
have e (j : 'I_(td T 0)) : axis T 0 j = col j (axes T 0).
  by rewrite /axis colE; congr (_ *m _); apply/matrixP => a b; rewrite !mxE ord1 eqxx andbT.
rewrite /tilt => /card0_eq h j; rewrite /alive -e => al; case: (ltnP j (head T)) al => jr; first by rewrite head_seen // variance_head // scale1r.
by rewrite eqxx andbF orbF => nz; have := h j; rewrite !inE nz /= => /negbFE/eqP.
Qed.
End Facts.

(* ---------------------------------------------------------------- where no live direction is tilted *)

Section Aligned.
Variables (R : realFieldType) (T : training R) (eta : R).
Notation L := (depth T).
Notation one i := ((i < head T)%N%:R : R).
Hypotheses (L0 : (0 < L)%N) (flat : tilt T = 0%N).

Lemma one_dead i : (narrow T <= i)%N -> one i = 0.
Proof. by move=> h; rewrite ltnNge (leq_trans (head_fits T) h). Qed.

Lemma aligned_balanced t :
  balanced (layer T eta t) L (axes T) (fun i => value L eta (variance T i) (one i) (lam0 T i) t) (narrow T).
Proof. exact: (aligned_forever L0 (cov_sym T) (target T) one_dead eta (start_balanced T) (tiltP flat) t). Qed.

Lemma entry_value i t : entry T eta t i = value L eta (variance T i) (one i) (lam0 T i) t.
Proof.
have [_ rd z e] := aligned_balanced t; rewrite /entry e //.
have [|h _] := @diagonal_holds R T 0%N (fun i => value L eta (variance T i) (one i) (lam0 T i) t) i L0.
  by case: (ltnP i (narrow T)) => // h; rewrite /= z ?eqxx.
rewrite h dotZr; case: (ltnP i (td T 1)) => [i1|i1]; first by rewrite axis_unit ?mulr1.
by rewrite z ?mul0r // (leq_trans _ i1) // rd.
Qed.

Lemma value_step_entry i t : entry T eta t.+1 i = value_step L eta (variance T i) (one i) (entry T eta t i).
Proof. by rewrite !entry_value. Qed.

(* every layer is diagonal in the frames of the start, all with the same entries *)
Theorem aligned_layer t l : (l < L)%N -> layer T eta t l = axes T l.+1 *m pad _ _ (entry T eta t) *m (axes T l)^T.
Proof.
move=> lL; have [_ _ _ ->//] := aligned_balanced t; congr (_ *m _ *m _).
by apply: eq_pad => i; rewrite entry_value.
Qed.

Theorem aligned_shared t i : shared T eta t i.
Proof.
move=> l lL; rewrite aligned_layer //; apply: diagonal_holds => //.
case: (ltnP i (narrow T)) => //= h; rewrite entry_value.
by have [_ _ -> //] := aligned_balanced t; rewrite eqxx.
Qed.

(* and so is the gradient *)
Theorem aligned_slope t l : (l < L)%N -> slope T eta t l = axes T l.+1 *m
  pad _ _ (fun i => entry T eta t i ^+ (L - 1) * (variance T i * entry T eta t i ^+ L - one i)) *m (axes T l)^T.
Proof.
move=> lL; have al := seen_forever L0 (tiltP flat) (eta := eta) (t := t).
rewrite /slope (aligned_gradient L0 (cov_sym T) (target T) one_dead (aligned_balanced t) al) //.
by congr (_ *m _ *m _); apply: eq_pad => i; rewrite entry_value.
Qed.
End Aligned.

(* ---------------------------------------------------------------- the assumptions of the data, as the table prints them *)

Section Given.
Variables (R : realFieldType) (T : training R).

Lemma axis_col (j : 'I_(td T 0)) : axis T 0 j = col j (axes T 0).
Proof. by rewrite /axis colE; congr (_ *m _); apply/matrixP => a b; rewrite !mxE ord1 eqxx andbT. Qed.

Lemma misplaceP : misplace T = 0%N -> forall j : 'I_(td T 0), lam0 T j != 0 -> cov_xx T *m axis T 0 j = (j < rank_cov T)%N%:R *: axis T 0 j.
Proof. by rewrite /misplace => /card0_eq h j nz; have := h j; rewrite !inE nz /= => /negbFE/eqP. Qed.

Lemma misplace_variance : misplace T = 0%N -> forall j, lam0 T j != 0 -> variance T j = (j < rank_cov T)%N%:R.
Proof.
move=> m j nz; have jN : (j < narrow T)%N by rewrite ltnNge; apply: contra nz => h; rewrite dead0.
have j0 : (j < td T 0)%N by rewrite (leq_trans jN) // geq_minl.
by rewrite /variance (misplaceP m (j := Ordinal j0) nz) dotZr axis_unit ?mulr1.
Qed.

Lemma misplace_tilt : misplace T = 0%N -> tilt T = 0%N.
Proof.
move=> m; apply: eq_card0 => j; rewrite !inE; have [//|nz] := eqVneq (lam0 T j) 0.
by rewrite (misplaceP m) //= (misplace_variance m) // eqxx.
Qed.

Lemma head_top i : (i < head T)%N -> lam0 T i <= top T.
Proof.
move=> ir; have : Ordinal ir \in index_enum (ordinal_finType (head T)) by apply: mem_index_enum.
rewrite /top; elim: (index_enum _) => // k s IH; rewrite big_cons in_cons le_maxr.
by case/orP => [/eqP <-|/IH->]; rewrite ?lexx ?orbT.
Qed.

Lemma top_ge1 : 1 <= top T.
Proof. by rewrite /top; elim: (index_enum _) => [|k s IH]; rewrite ?big_nil // big_cons le_maxr IH orbT. Qed.

(* the product of the head is positive exactly when each value is *)
Lemma head_positive : 0 < \prod_(1 <= i < (head T).+1) lam0 T i.-1 -> forall i, (i < head T)%N -> 0 < lam0 T i.
Proof.
move=> p i ir; rewrite lt_def start_nonneg andbT; apply: contraTneq p => z.
by rewrite big_add1 big_mkord (bigD1 (Ordinal ir)) //= z mul0r ltxx.
Qed.
End Given.
