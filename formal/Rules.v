(* The rules of Lemma A.2 and Lemma 3.4 as the formulas print them, and their consequences for single entries. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced A5 Spectral A2 Roots Training.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* 1 for the head, 0 beyond, i counted from 1 *)
Lemma oneE (R : ringType) n r : (if ((n.+1%:Z : int) <= (r%:Z : int)) then 1 else 0) = (n < r)%N%:R :> R.
Proof. by rewrite lez_nat; case: (n < r)%N. Qed.

Section Steps.
Variables (R : fieldType) (L : nat) (eta x : R).
Hypothesis L0 : (0 < L)%N.

Lemma value_stepE sigma s : value_step L eta sigma s x = x - eta * (sigma * x ^ (2%:Z * L%:Z - 1) - s * x ^ (L%:Z - 1)).
Proof.
rewrite /value_step pow2_1 // pow_1 // mulrBr mulrCA -exprD [x ^+ (L - 1) * s]mulrC.
by have -> : (L - 1 + L = 2 * L - 1)%N by lia.
Qed.

Lemma value_step_head : value_step L eta 1 1 x = x - eta * x ^ (2%:Z * L%:Z - 1) + eta * x ^ (L%:Z - 1).
Proof. by rewrite value_stepE !mul1r mulrBr opprB addrA [in RHS]addrAC. Qed.

Lemma value_step_tail sigma : value_step L eta sigma 0 x = x - eta * sigma * x ^ (2%:Z * L%:Z - 1).
Proof. by rewrite value_stepE mul0r subr0 mulrA. Qed.

Lemma gradientE sigma s : x ^+ (L - 1) * (sigma * x ^+ L - s) = sigma * x ^ (2%:Z * L%:Z - 1) - s * x ^ (L%:Z - 1).
Proof.
rewrite pow2_1 // pow_1 // mulrBr mulrCA -exprD [x ^+ (L - 1) * s]mulrC.
by have -> : (L - 1 + L = 2 * L - 1)%N by lia.
Qed.
End Steps.

(* when the next entry is nonnegative *)
Section Signs.
Variables (R : realFieldType) (L : nat) (eta x : R).
Hypotheses (L2 : (2 <= L)%N) (x0 : 0 <= x).
Let L0 : (0 < L)%N. Proof. by apply: leq_trans L2. Qed.

Lemma head_sign : 0 < eta -> (eta * x ^ (2%:Z * L%:Z - 2%:Z) <= 1 + eta * x ^ (L%:Z - 2%:Z)) =
  (0 <= x - eta * x ^ (2%:Z * L%:Z - 1) + eta * x ^ (L%:Z - 1)).
Proof.
move=> e0; rewrite pow2_2 // pow2_1 // pow_1 // pow_2 //.
have -> : (2 * L - 1 = (2 * L - 2).+1)%N by lia.
have -> : (L - 1 = (L - 2).+1)%N by lia.
rewrite !exprS; have -> : x - eta * (x * x ^+ (2 * L - 2)) + eta * (x * x ^+ (L - 2)) = x * (1 - eta * x ^+ (2 * L - 2) + eta * x ^+ (L - 2)) by ring.
have [->|nz] := eqVneq x 0; last by rewrite pmulr_rge0 ?lt_def ?nz // addrAC subr_ge0.
rewrite mul0r lexx expr0n gtn_eqF ?mulr0 ?addr_ge0 ?mulr_ge0 ?exprn_ge0 ?(ltW e0) ?ler01 //; lia.
Qed.

Lemma tail_sign sigma : (eta * sigma * x ^ (2%:Z * L%:Z - 2%:Z) <= 1) = (0 <= x - eta * sigma * x ^ (2%:Z * L%:Z - 1)).
Proof.
rewrite pow2_2 // pow2_1 //; have -> : (2 * L - 1 = (2 * L - 2).+1)%N by lia.
rewrite !exprS; have -> : x - eta * sigma * (x * x ^+ (2 * L - 2)) = x * (1 - eta * sigma * x ^+ (2 * L - 2)) by ring.
have [->|nz] := eqVneq x 0; last by rewrite pmulr_rge0 ?lt_def ?nz // subr_ge0.
by rewrite mul0r lexx expr0n gtn_eqF ?mulr0 ?ler01 //; lia.
Qed.
End Signs.

Section Rules.
Variables (R : realFieldType) (T : training R) (eta : R).
Notation L := (depth T).

(* the head follows its rule whatever the tail does *)
Lemma head_rule t n : (0 < L)%N -> (n < head T)%N -> shared T eta t n /\ entry T eta t.+1 n =
  entry T eta t n - eta * entry T eta t n ^ (2%:Z * L%:Z - 1) + eta * entry T eta t n ^ (L%:Z - 1).
Proof.
move=> L0 nr; have [s e] := head_direction eta t L0 nr; have [_ e'] := head_direction eta t.+1 L0 nr.
by split; rewrite // e' e -value_step_head.
Qed.

Hypotheses (L0 : (0 < L)%N) (flat : tilt T = 0%N).

Lemma flat_rule t n : entry T eta t.+1 n = entry T eta t n -
  eta * (variance T n * entry T eta t n ^ (2%:Z * L%:Z - 1) - (if ((n.+1%:Z : int) <= ((head T)%:Z : int)) then 1 else 0) * entry T eta t n ^ (L%:Z - 1)).
Proof. by rewrite (value_step_entry eta L0 flat) value_stepE // oneE. Qed.

Lemma tail_rule t n : (head T <= n)%N -> shared T eta t n /\
  entry T eta t.+1 n = entry T eta t n - eta * variance T n * entry T eta t n ^ (2%:Z * L%:Z - 1).
Proof.
move=> nr; split; first exact: aligned_shared.
by rewrite (value_step_entry eta L0 flat) ltnNge nr -value_step_tail.
Qed.

(* every layer before and after a step, and its gradient, from a formula for the entries *)
Lemma flat_layers (f : nat -> R -> R) t l : (l < L)%N -> (forall n, entry T eta t.+1 n = f n (entry T eta t n)) ->
  layer T eta t l = axes T l.+1 *m pad _ _ (entry T eta t) *m (axes T l)^T /\
  layer T eta t.+1 l = axes T l.+1 *m pad _ _ (fun n => f n (entry T eta t n)) *m (axes T l)^T.
Proof.
move=> lL h; split; first exact: aligned_layer.
by rewrite (aligned_layer eta L0 flat) //; congr (_ *m _ *m _); apply: eq_pad => i; rewrite h.
Qed.

Lemma flat_slope t l : (l < L)%N -> slope T eta t l = axes T l.+1 *m pad _ _ (fun n =>
  variance T n * entry T eta t n ^ (2%:Z * L%:Z - 1) - (if ((n.+1%:Z : int) <= ((head T)%:Z : int)) then 1 else 0) * entry T eta t n ^ (L%:Z - 1)) *m (axes T l)^T.
Proof.
move=> lL; rewrite (aligned_slope eta L0 flat) //; congr (_ *m _ *m _).
by apply: eq_pad => i; rewrite oneE gradientE.
Qed.

(* one entry of the gradient *)
Lemma flat_slope_entry t l n : (l < L)%N -> holds_at (slope T eta t l) n
  (variance T n * entry T eta t n ^ (2%:Z * L%:Z - 1) - (if ((n.+1%:Z : int) <= ((head T)%:Z : int)) then 1 else 0) * entry T eta t n ^ (L%:Z - 1)).
Proof.
move=> lL; rewrite flat_slope //; apply: (diagonal_holds (s := fun n => variance T n * entry T eta t n ^ (2%:Z * L%:Z - 1) - (if ((n.+1%:Z : int) <= ((head T)%:Z : int)) then 1 else 0) * entry T eta t n ^ (L%:Z - 1))) => //.
case: (ltnP n (narrow T)) => //= h; have [_ _ z _] := aligned_balanced eta L0 flat t.
rewrite oneE one_dead // mul0r subr0 (entry_value eta L0 flat) z // pow2_1 // expr0n gtn_eqF ?mulr0 ?eqxx //; lia.
Qed.

(* off the diagonal of the frames there is nothing *)
Lemma off_diagonal t l (a : 'I_(td T l.+1)) (b : 'I_(td T l)) : (l < L)%N -> a != b :> nat ->
  ((axes T l.+1)^T *m layer T eta t l *m axes T l) a b = 0.
Proof.
move=> lL ab; rewrite (aligned_layer eta L0 flat) // !mulmxA axesC // mul1mx -mulmxA axesC ?(ltnW lL) // mulmx1 mxE.
by rewrite (negbTE ab) mulr0n.
Qed.

(* the network as a whole *)
Lemma flat_product t : mult (layer T eta t) L 0 = axes T L *m pad _ _ (fun n => entry T eta t n ^+ L) *m (axes T 0)^T.
Proof.
rewrite (mult_balanced (aligned_balanced eta L0 flat t)) ?leqnn // subn0; congr (_ *m _ *m _).
by apply: eq_pad => i; rewrite (entry_value eta L0 flat).
Qed.

(* Sigma_xx passes through the product *)
Lemma passes t : mult (layer T eta t) L 0 *m cov_xx T =
  axes T L *m pad _ _ (fun n => entry T eta t n ^+ L * variance T n) *m (axes T 0)^T.
Proof.
rewrite flat_product; have e : (axes T 0)^T *m cov_xx T = (axes T 0)^T *m cov_xx T *m axes T 0 *m (axes T 0)^T.
  by rewrite -[RHS]mulmxA axesP // mulmx1.
rewrite -!mulmxA e -!mulmxA; congr (_ *m _); rewrite !mulmxA; congr (_ *m _).
have al := seen_forever L0 (tiltP flat) (eta := eta) (t := t).
have := core L0 (cov_sym T) (aligned_balanced eta L0 flat t) al; rewrite !mulmxA => c.
transitivity (pad (td T L) (td T 0) (fun i => value L eta (variance T i) (i < head T)%N%:R (lam0 T i) t ^+ L) *m (axes T 0)^T *m cov_xx T *m axes T 0).
  by congr (_ *m _ *m _ *m _); apply: eq_pad => i; rewrite (entry_value eta L0 flat).
by rewrite c; apply: eq_pad => i; rewrite (entry_value eta L0 flat) mulrC.
Qed.
End Rules.

(* ---------------------------------------------------------------- live means a value or a target, as the repaired paper counts *)

Section Repaired.
Variables (R : realFieldType) (T : training R) (eta : R).
Definition tilt_live := #|[pred j : 'I_(td T 0) | ((lam0 T j != 0) || (j < head T)%N) && (cov_xx T *m axis T 0 j != variance T j *: axis T 0 j)]|.

Lemma tilt_liveE : tilt_live = tilt T.
Proof.
apply: eq_card => j; rewrite !inE; case: (ltnP j (head T)) => h; last by rewrite orbF.
by rewrite head_seen // variance_head // scale1r eqxx !andbF.
Qed.

(* the first layer rests outside the range of Sigma_xx *)
Lemma resting t : layer T eta t.+1 0 *m (1%:M - cov_xx T) = layer T eta t 0 *m (1%:M - cov_xx T).
Proof.
rewrite /layer /= /descent mulmxBl -[RHS]subr0 -scalemxAl; congr (_ - _).
rewrite /gradient /below (_ : mult _ 0 0 = 1%:M); last by apply/matrixP => i j; rewrite !mxE.
have cP : cov_xx T *m (1%:M - cov_xx T) = 0 by rewrite mulmxBr mulmx1 (isotropic T) subrr.
have yP : cov_yx T *m (1%:M - cov_xx T) = 0 by rewrite mulmxBr mulmx1 target_seen subrr.
by rewrite trmx1 mulmx1 -mulmxA mulmxBl -mulmxA cP yP mulmx0 subrr mulmx0 scaler0.
Qed.
End Repaired.
