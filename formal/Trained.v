(* Theorem B for the trained network: gradient descent from an aligned balanced start, every step, any tail, constants from the start alone. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Hessian Weyl A11 Dynamics A2 A3 Overshoot A7 Bifurcation.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Trained.
Variables (R : rcfType) (n N r m : nat) (eta M c w0 : R).
Notation L := n.+1.
Variables (d : nat -> nat) (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0)) (y : 'I_N -> 'cV[R]_(d L)).
Variables (Q : forall l, 'M[R]_(d l)) (W0 : forall l, 'M[R]_(d l.+1, d l)) (lam0 sigma : nat -> R).
Notation one := (fun i : nat => (i < r)%:R : R).
Notation W t := (trained eta (Sigma_xx p x) (A2.Sigma_yx p x y) W0 t).
Local Notation lam t i := (value L eta (sigma i%N) (one i%N) (lam0 i%N) t).
Notation H t := (H_o (W t) L (Sigma_xx p x) + H_f (W t) p x y).

Hypothesis n1 : (1 <= n)%N.
Hypothesis start : balanced W0 L Q lam0 m.
Hypothesis cov : Sigma_xx p x = Q 0%N *m diag_mx (\row_j sigma j) *m (Q 0%N)^T.
Hypothesis target : A2.Sigma_yx p x y = Q L *m pad _ _ one *m (Q 0%N)^T.
Hypotheses (rm : (r <= m)%N) (seen_head : forall i, (i < r)%N -> sigma i = 1).
(* the step size; M bounds 1 and the head's start; c is at most 1, the head's start, and where M lands; w0 bounds the head's start *)
Hypotheses (eta0 : 0 < eta) (etaL : eta * L%:R <= 1) (M1 : 1 <= M) (small : eta * M ^+ (2 * n) <= 1).
Hypothesis head : forall i, (i < r)%N -> 0 < lam0 i <= M.
Hypotheses (c0 : 0 < c) (c1 : c <= 1) (cM : c <= step n eta M) (c_head : forall i, (i < r)%N -> c <= lam0 i).
Hypothesis distance0 : forall i, (i < r)%N -> `|1 - lam0 i ^+ L| <= w0.

Lemma value_step_head a t : value L eta 1 1 a t = iter t (step n eta) a.
Proof.
elim: t => //= t; rewrite /value /= => ->; rewrite stepE /value_step subn1 /= mul1r.
by move: (iter _ _ _) => z; move: (z ^+ n) (z ^+ L) => u v; ring.
Qed.

Lemma head_path i t : (i < r)%N -> 0 < lam t i <= M /\ c <= lam t i.
Proof.
move=> ir; rewrite seen_head // ir value_step_head.
have [h1 h2] := path_bound eta0 etaL t M1 small (head ir); split=> //; apply: le_trans h2.
by rewrite !le_minr c1 cM c_head.
Qed.

(* Theorem B (a): E is any number that is at least e^(-L eta c^(2L-2) t) *)
Theorem values E i t : (i < r)%N -> (0 < t)%N -> above_exp (L%:R * eta * c ^+ (2 * n) * t%:R) E -> `|lam t i ^+ L - 1| <= w0 * E.
Proof.
move=> ir t0 hE; have path s := head_path s ir.
have eqp s : iter s (step n eta) (lam0 i) = lam s i by rewrite seen_head // ir value_step_head.
have q1 : L%:R * eta * c ^+ (2 * n) <= 1.
  by rewrite mulr_ile1 ?exprn_ge0 ?exprn_ile1 ?(ltW c0) ?mulr_ge0 ?ler0n ?(ltW eta0) // mulrC.
have E0 : 0 <= E.
  apply: le_trans (hE (2 * t)%N _ _); first by rewrite exprn_even_ge0 // mul2n odd_double.
    by rewrite muln_gt0.
  rewrite natrM; apply: ler_wpmul2r; first exact: ler0n.
  by apply: le_trans q1 _; rewrite ler1n.
have floor s : c <= iter s (step n eta) (lam0 i) by rewrite eqp; case: (path s).
have sm s : eta * iter s (step n eta) (lam0 i) ^+ (2 * n) <= 1.
  rewrite eqp; have [/andP[h0 hM] _] := path s; apply: le_trans small.
  by rewrite ler_pmul2l // ler_expn2r // nnegrE ?(ltW h0) // (le_trans (ltW h0)).
have := path_exponential eta0 etaL n1 t0 c0 c1 floor sm hE; rewrite eqp distrC => h.
by apply: le_trans h _; rewrite mulrC ler_wpmul2r // distance0.
Qed.

(* the spectrum of the Hessian at step t: r^2 eigenvalues within (L - 1)(3 eps + 2 eps^2) of L, eps = w0 E *)
Theorem dominant E t s (eps := w0 * E) (X := (L - 1)%:R * (3%:R * eps + 2%:R * eps ^+ 2)) : (0 < t)%N -> 0 <= w0 ->
  above_exp (L%:R * eta * c ^+ (2 * n) * t%:R) E -> spectrum (H t) s -> 0 < L%:R - X ->
  (r ^ 2 <= number_in (L%:R - X) (L%:R + X) s)%N.
Proof.
move=> t0 w00 hE hs low; have L2 : (2 <= L)%N by [].
have alive i : (m <= i)%N -> one i = 0 by move=> mi; rewrite ltnNge (leq_trans rm mi).
have sym := Sigma_xx_sym p x.
have al : seen_alive L Q (Sigma_xx p x) sigma (fun i => one i) lam0.
  move=> j _; have <- : Frames.frame Q 0 j = col j (Q 0%N); last exact: (cov_frame start cov).
  by rewrite /Frames.frame colE; congr (_ *m _); apply/matrixP => a b; rewrite !mxE [b]ord1 eqxx andbT.
have bal := aligned_forever (ltnW L2) sym target alive eta start al t.
have [r0|r0] := posnP r; first by rewrite r0.
have E0 : 0 <= eps by apply: le_trans (values r0 t0 hE); apply: normr_ge0.
apply: (dominant_cluster L2 bal cov target rm seen_head E0 _ hs low) => i ir.
by have [/andP[h0 _] _] := head_path t ir; split; [exact: ltW | exact: (values ir t0 hE)].
Qed.
End Trained.
