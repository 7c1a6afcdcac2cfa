(* The functional Hessian along a training: its norm from both sides, and how far it moves the eigenvalues of H_o. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Hessian A5 Spectral Weyl Norms A6 A11 A2 Roots Training Rules.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Words.
Variables (R : realFieldType) (T : training R) (eta : R).
Notation L := (depth T).
(* the residual of one direction, H_o and H_f at step t, and three maxima over the first d_star directions *)
Definition omega t i := variance T i * entry T eta t i ^+ L - (i < head T)%N%:R.
Definition outer t := H_o (layer T eta t) L (Sigma_xx (@weight R T) (@input R T)).
Definition functional t := H_f (layer T eta t) (@weight R T) (@input R T) (@output R T).
Definition omega_max t := \big[Num.max/0]_(i < narrow T) `|omega t i|.
Definition entry_max t := \big[Num.max/0]_(i < narrow T) `|entry T eta t i|.
Definition own_max t := \big[Num.max/0]_(i < narrow T) (`|omega t i| * `|entry T eta t i| ^+ (L - 2)).

Lemma max_ge0 n (f : nat -> R) : 0 <= \big[Num.max/0]_(i < n) f i.
Proof. by elim: (index_enum _) => [|k s IH]; rewrite ?big_nil // big_cons le_maxr IH orbT. Qed.
Lemma max_ge n (f : nat -> R) i : (i < n)%N -> f i <= \big[Num.max/0]_(k < n) f k.
Proof.
move=> ir; have : Ordinal ir \in index_enum (ordinal_finType n) by apply: mem_index_enum.
elim: (index_enum _) => // k s IH; rewrite big_cons in_cons le_maxr.
by case/orP => [/eqP <-|/IH->]; rewrite ?lexx ?orbT.
Qed.
Lemma max_le n (f : nat -> R) a : 0 <= a -> (forall i, (i < n)%N -> f i <= a) -> \big[Num.max/0]_(k < n) f k <= a.
Proof. by move=> a0 h; elim: (index_enum _) => [|k s IH]; rewrite ?big_nil // big_cons le_maxl h ?ltn_ord. Qed.
End Words.

Section Bounds.
Variables (R : realFieldType) (T : training R) (eta : R).
Notation L := (depth T).
Hypotheses (L0 : (0 < L)%N) (flat : tilt T = 0%N).

Lemma Omega_training t :
  Omega (layer T eta t) (@weight R T) (@input R T) (@output R T) = axes T L *m pad _ _ (omega T eta t) *m (axes T 0)^T.
Proof.
rewrite Omega_moments (passes eta L0 flat t) (target T) -mulmxBl -mulmxBr; congr (_ *m _ *m _).
by apply/matrixP => i j; rewrite !mxE -mulrnBl mulrC.
Qed.

Lemma functional_upper t : bounded (functional T eta t) ((L - 1)%:R * (omega_max T eta t * entry_max T eta t ^+ (L - 2))).
Proof.
apply: (A6_upper (aligned_balanced eta L0 flat t) (Omega_training t)) => //.
- exact: (max_ge0 (narrow T) (fun i => `|entry T eta t i|)).
- exact: (max_ge0 (narrow T) (fun i => `|omega T eta t i|)).
- by move=> i iN; rewrite /= -(entry_value eta L0 flat); apply: (max_ge (fun i => `|entry T eta t i|)).
by move=> i iN; apply: (max_ge (fun i => `|omega T eta t i|)); rewrite /narrow minnC.
Qed.

Lemma functional_lower t c : bounded (functional T eta t) c -> (L - 1)%:R * own_max T eta t <= c.
Proof.
move=> b; have c0 : 0 <= c by case: b.
case: (ltngtP L 1) L0 => [|L1 _|->] //; last by rewrite subnn mul0r.
have p : 0 < (L - 1)%:R :> R by rewrite ltr0n subn_gt0.
rewrite -ler_pdivl_mull //; apply: (max_le (f := fun i => `|omega T eta t i| * `|entry T eta t i| ^+ (L - 2))).
  by rewrite mulr_ge0 // invr_ge0 ltW.
move=> i iN; rewrite ler_pdivl_mull // (entry_value eta L0 flat).
exact: (A6_lower (aligned_balanced eta L0 flat t) (Omega_training t) iN L0 b).
Qed.
End Bounds.

Theorem moved (R : rcfType) (T : training R) (eta : R) t u s k : (0 < depth T)%N -> tilt T = 0%N ->
  spectrum (outer T eta t) u -> spectrum (outer T eta t + functional T eta t) s -> sorted <=%R u -> sorted <=%R s -> (k < params (td T) (depth T))%N ->
  `|nth 0 s k - nth 0 u k| <= (depth T - 1)%:R * (omega_max T eta t * entry_max T eta t ^+ (depth T - 2)).
Proof. by move=> L0 flat; apply: A11_sorted; apply: functional_upper. Qed.
