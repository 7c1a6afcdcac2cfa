(* Lemma A.2 and Lemma 3.4: gradient descent on the layers keeps the aligned balanced form; the rule of every singular value, for every depth. *)
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

(* ---------------------------------------------------------------- definitions, to be read and believed *)

Section Definitions.
Variables (R : comRingType) (d : nat -> nat) (L : nat).
Notation layers := (forall l, 'M[R]_(d l.+1, d l)).

(* the derivative of half the expected squared error with respect to layer l, eq. (36), (37), from the two moments of the data *)
Definition gradient (Sxx : 'M[R]_(d 0)) (Syx : 'M[R]_(d L, d 0)) (W : layers) : layers :=
  fun l => (above W L l)^T *m (mult W L 0 *m Sxx - Syx) *m (below W l)^T.

(* one step of gradient descent on every layer at once, and t steps *)
Definition descent eta Sxx Syx (W : layers) : layers := fun l => W l - eta *: gradient Sxx Syx W l.
Fixpoint trained eta Sxx Syx (W0 : layers) t : layers :=
  if t is t'.+1 then descent eta Sxx Syx (trained eta Sxx Syx W0 t') else W0.

(* one step of one layer singular value: s is the target's singular value, sigma the variance of its input direction *)
Definition value_step eta (sigma s lam : R) := lam - eta * (lam ^+ (L - 1) * (sigma * lam ^+ L - s)).
Definition value eta sigma s lam0 t := iter t (value_step eta sigma s) lam0.

(* the second moments of a weighted finite sample *)
Definition Sigma_yx N (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0)) (y : 'I_N -> 'cV[R]_(d L)) := \sum_n p n *: (y n *m (x n)^T).
End Definitions.

(* ---------------------------------------------------------------- the gradient, from the loss *)

Section Gradient.
Variables (R : comRingType) (d : nat -> nat) (L N : nat) (W E : forall l, 'M[R]_(d l.+1, d l)).
Variables (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0)) (y : 'I_N -> 'cV[R]_(d L)).

Lemma Omega_moments : Omega W p x y = mult W L 0 *m Sigma_xx p x - Sigma_yx p x y.
Proof.
rewrite /Omega /Sigma_xx /Sigma_yx mulmx_sumr -sumrB; apply: eq_bigr => n _.
by rewrite /residual mulmxBl scalerBr -scalemxAr mulmxA.
Qed.

Lemma coef1_loss : (loss2_on_line W E p x y)`_1 = (\tr ((Omega W p x y)^T *m D1 W E L)) *+ 2.
Proof.
have -> : \tr ((Omega W p x y)^T *m D1 W E L) = \sum_n \tr ((p n *: (residual W (x n) (y n) *m (x n)^T))^T *m D1 W E L).
  by rewrite -raddf_sum -mulmx_suml -[X in _ = \tr (X *m _)]raddf_sum.
rewrite /loss2_on_line /loss2 coef_sum -sumrMnl /=.
apply: eq_bigr => n _; rewrite coefCM linearZ /= -scalemxAl mxtraceZ -mulrnAr; congr (_ * _).
set r := residual _ _ _.
have r0 : cf 0 r = residual W (x n) (y n) by rewrite /r cfB cfM big_ord1 !cfC /= cf0_mult.
have r1 : cf 1 r = D1 W E L *m x n.
  by rewrite /r cfB cfM !big_ord_recl big_ord0 !cfC /= cf1_mult mulmx0 add0r addr0 subr0.
have -> : ((r^T *m r) 0 0)`_1 = (cf 1 (r^T *m r)) 0 0 by rewrite [RHS]mxE.
rewrite cfM !big_ord_recl big_ord0 addr0 /= !cfT r0 r1.
set e := residual _ _ _; set v := _ *m x n.
have -> : \tr ((e *m (x n)^T)^T *m D1 W E L) = (e^T *m v) 0 0.
  by rewrite trmx_mul trmxK -mulmxA mxtrace_mulC -mulmxA trace_mx11.
have aE (a b : 'M[R]_1) : (a + b) 0 0 = a 0 0 + b 0 0 by rewrite mxE.
have -> : v^T *m e = (e^T *m v)^T by rewrite trmx_mul trmxK.
by rewrite aE [X in _ + X]mxE mulr2n.
Qed.

(* eq. (36), (37): the first derivative of twice the half loss along every direction E of all layers is 2 sum_l <gradient_l, E_l> *)
Theorem gradient_of_loss :
  ((loss2_on_line W E p x y)^`()).[0] =
  (\sum_(l < L) \tr ((gradient (Sigma_xx p x) (Sigma_yx p x y) W l)^T *m E l)) *+ 2.
Proof.
rewrite horner_coef0 coef_deriv mulr1n coef1_loss Omega_moments; congr (_ *+ 2).
rewrite /D1 mulmx_sumr raddf_sum; apply: eq_bigr => l _ /=.
rewrite /gradient !trmx_mul !trmxK /above /below !mulmxA.
by rewrite [LHS]mxtrace_mulC !mulmxA.
Qed.
End Gradient.

(* ---------------------------------------------------------------- the aligned form is kept *)

Section Aligned.
Variables (R : fieldType) (d : nat -> nat) (L : nat) (Q : forall l, 'M[R]_(d l)) (m : nat).
Variables (Sxx : 'M[R]_(d 0)) (Syx : 'M[R]_(d L, d 0)) (sigma s : nat -> R).
Hypothesis L0 : (0 < L)%N.
Hypothesis sym : Sxx^T = Sxx.
Hypothesis target : Syx = Q L *m pad _ _ s *m (Q 0)^T.
Hypothesis s0 : forall i, (m <= i)%N -> s i = 0.

(* v_j is an eigenvector of Sigma_xx with the eigenvalue sigma_j, for every direction j that is alive *)
Definition seen (lam : nat -> R) := forall j : 'I_(d 0), lam j != 0 -> Sxx *m col j (Q 0) = sigma j *: col j (Q 0).

Lemma zeroL : 0 ^+ L = 0 :> R. Proof. by rewrite expr0n gtn_eqF. Qed.

Section Point.
Variables (W : forall l, 'M[R]_(d l.+1, d l)) (lam : nat -> R).
Hypotheses (bal : balanced W L Q lam m) (al : seen lam).

Lemma core : pad (d L) (d 0) (fun i => lam i ^+ L) *m ((Q 0)^T *m Sxx *m Q 0) = pad _ _ (fun i => sigma i * lam i ^+ L).
Proof.
have O0 : (Q 0)^T *m Q 0 = 1%:M by apply: (orthoC bal).
have T (i j : 'I_(d 0)) : lam i != 0 -> ((Q 0)^T *m Sxx *m Q 0) i j = sigma i *+ (i == j).
  move=> /al e; have -> : ((Q 0)^T *m Sxx *m Q 0) i j = (((Q 0)^T *m Sxx *m Q 0)^T) j i by rewrite [RHS]mxE.
  rewrite !trmx_mul trmxK sym mulmxA.
  have -> : ((Q 0)^T *m Sxx *m Q 0) j i = (col i ((Q 0)^T *m Sxx *m Q 0)) j 0 by rewrite [RHS]mxE.
  rewrite -mulmxA colE -!mulmxA -colE e -scalemxAr colE mulmxA O0 mul1mx !mxE andbT eq_sym.
  by case: eqP => _; rewrite ?mulr1 ?mulr0.
apply/matrixP => i j; rewrite [LHS]mxE [RHS]mxE.
under eq_bigr do rewrite mxE.
case: (ltnP i (d 0)) => [lt|ge]; last first.
  rewrite big1 => [|k _]; first by case: eqP (ltn_ord j) => // <-; rewrite ltnNge ge.
  by case: eqP (ltn_ord k) => [<-|]; rewrite ?mul0r // ltnNge ge.
rewrite (bigD1 (Ordinal lt)) //= eqxx mulr1n big1 ?addr0 => [|k]; last first.
  by rewrite -val_eqE /= eq_sym => /negbTE->; rewrite mul0r.
have [z|nz] := eqVneq (lam i) 0.
  by rewrite z zeroL mul0r mulr0 mul0rn.
rewrite T // -val_eqE /= mulrnAr; congr (_ *+ _); exact: mulrC.
Qed.

(* eq. (36), (37) at an aligned balanced point: the gradient has the frames of the layer *)
Theorem aligned_gradient l : (l < L)%N ->
  gradient Sxx Syx W l = Q l.+1 *m pad _ _ (fun i => lam i ^+ (L - 1) * (sigma i * lam i ^+ L - s i)) *m (Q l)^T.
Proof.
move=> lL; case: (bal) => o rd z _.
have zL i : (m <= i)%N -> sigma i * lam i ^+ L - s i = 0.
  by move=> mi; rewrite s0 // z // zeroL mulr0 subr0.
rewrite /gradient /above /below !(mult_balanced bal) ?leqnn ?lL ?(ltnW lL) // target !trmx_mul !trmxK.
have -> : Q L *m pad (d L) (d 0) (fun i => lam i ^+ (L - 0)) *m (Q 0)^T *m Sxx - Q L *m pad (d L) (d 0) s *m (Q 0)^T =
          Q L *m pad _ _ (fun i => sigma i * lam i ^+ L - s i) *m (Q 0)^T.
  have e : (Q 0)^T *m Sxx = (Q 0)^T *m Sxx *m Q 0 *m (Q 0)^T by rewrite -[RHS]mulmxA o // mulmx1.
  rewrite subn0 -!mulmxA e -mulmxBr [pad _ _ _ *m (_ *m _ *m _)]mulmxA core -mulmxBl; congr (_ *m (_ *m _)).
  by apply/matrixP => i j; rewrite !mxE mulrnBl.
have tp a b (f : nat -> R) : (pad a b f)^T = pad b a f.
  by apply/matrixP => i j; rewrite !mxE eq_sym; case: eqP => // ->.
rewrite !tp !mulmxA -[_ *m (Q L)^T *m Q L]mulmxA (orthoC bal) // mulmx1.
rewrite -[_ *m (Q 0)^T *m Q 0]mulmxA (orthoC bal) // mulmx1.
rewrite -[in LHS](mulmxA (Q l.+1)) -[in LHS](mulmxA (Q l.+1)); congr (_ *m _ *m _).
rewrite pad_mul => [|i /andP[di _]]; last by rewrite zL ?mulr0 // (leq_trans (rd L _)).
rewrite pad_mul => [|i /andP[di _]]; last by rewrite zL ?mulr0 ?mul0r // (leq_trans (rd 0%N _)).
apply: eq_pad => i; rewrite subn0 mulrAC -exprD; congr (_ ^+ _ * _); lia.
Qed.

(* one step of gradient descent keeps frames and balance, and moves every value by the rule of Lemma A.2 *)
Theorem aligned_step eta : balanced (descent eta Sxx Syx W) L Q (fun i => value_step L eta (sigma i) (s i) (lam i)) m.
Proof.
case: (bal) => o rd z e; split=> // [i mi|l lL]; rewrite /value_step.
  by rewrite z // s0 // zeroL mulr0 subr0 !mulr0 subr0.
rewrite /descent aligned_gradient // e // scalemxAl scalemxAr -mulmxBl -mulmxBr; congr (_ *m _ *m _).
by apply/matrixP => i j; rewrite !mxE; case: eqP => _; rewrite ?mulr1n ?mulr0n ?mulr0 ?subr0.
Qed.
End Point.

(* a value that starts at 0 stays 0 for two layers or more, and for one layer where its target is 0 *)
Lemma value_dead eta a b t : (1 < L)%N || (b == 0) -> value L eta a b 0 t = 0 :> R.
Proof.
move=> h; elim: t => //= t; rewrite /value => ->; rewrite /value_step zeroL mulr0.
case/orP: h => [h|/eqP->]; last by rewrite subrr !mulr0 subr0.
by rewrite expr0n gtn_eqF ?subn_gt0 // mul0r mulr0 subr0.
Qed.

(* what is alive at some time: a value that is not 0, and for one layer a target that is not *)
Definition alive (lam : nat -> R) j := (lam j != 0) || ((L == 1%N) && (s j != 0)).
Definition seen_alive (lam : nat -> R) := forall j : 'I_(d 0), alive lam j -> Sxx *m col j (Q 0) = sigma j *: col j (Q 0).

Variables (eta : R) (W0 : forall l, 'M[R]_(d l.+1, d l)) (lam0 : nat -> R).
Hypotheses (bal0 : balanced W0 L Q lam0 m) (al0 : seen_alive lam0).
Notation lam t i := (value L eta (sigma i) (s i) (lam0 i) t).
Notation W t := (trained eta Sxx Syx W0 t).

Lemma seen_forever t : seen (fun i => lam t i).
Proof.
move=> j nz; apply: al0; rewrite /alive; have [z|//] := eqVneq (lam0 j) 0.
have [L1|L1] := ltnP 1 L; first by move: nz; rewrite z value_dead ?L1 ?eqxx.
rewrite /= eqn_leq L1 L0 /=; apply: contraNneq nz => s0j.
by rewrite z value_dead // s0j eqxx orbT.
Qed.

(* Lemma A.2, 3.4: after any number of steps, with any step size, all layers share one diagonal core in the frames of the start *)
Theorem aligned_forever t : balanced (W t) L Q (fun i => lam t i) m.
Proof. by elim: t => //= t IH; apply: (aligned_step IH); apply: seen_forever. Qed.

Corollary layer_forever t l : (l < L)%N -> W t l = Q l.+1 *m pad _ _ (fun i => lam t i) *m (Q l)^T.
Proof. by case: (aligned_forever t) => _ _ _; apply. Qed.

(* the network as a whole: singular values lambda^L, and the residual *)
Corollary product_forever t : mult (W t) L 0 = Q L *m pad _ _ (fun i => lam t i ^+ L) *m (Q 0)^T.
Proof. by rewrite (mult_balanced (aligned_forever t)) ?leqnn // subn0. Qed.
End Aligned.

