(* Lemma A.1: one common singular value, the two nonzero eigenvalues with their multiplicities. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Roots A9.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma no_spread (R : realFieldType) (N : setting R) : spread N = 0 -> forall i, (i < r N)%N -> lam N i = lam N 0.
Proof.
move=> s0 i ir.
have mx j : (j < r N)%N -> lam N j <= \big[Num.max/lam N 0]_(k < r N) lam N k.
  move=> jr; have : Ordinal jr \in index_enum (ordinal_finType (r N)) by apply: mem_index_enum.
  elim: (index_enum _) => // k t IH; rewrite big_cons in_cons le_maxr.
  by case/orP => [/eqP <-|/IH->]; rewrite ?lexx ?orbT.
have mn j : (j < r N)%N -> \big[Num.min/lam N 0]_(k < r N) lam N k <= lam N j.
  move=> jr; have : Ordinal jr \in index_enum (ordinal_finType (r N)) by apply: mem_index_enum.
  elim: (index_enum _) => // k t IH; rewrite big_cons in_cons le_minl.
  by case/orP => [/eqP <-|/IH->]; rewrite ?lexx ?orbT.
have r0 : (0 < r N)%N by apply: leq_ltn_trans ir.
move: s0; rewrite /spread => /eqP; rewrite subr_eq0 => /eqP e.
by apply/eqP; rewrite eq_le (le_trans (mx i ir)) ?e ?mn //= (le_trans (mx 0%N r0)) // e mn.
Qed.

Theorem uniform (R : realFieldType) (N : setting R) (L := layers N) (mu := lam N 0) :
  tail N = 0 -> spread N = 0 -> (2 <= L)%N -> (0 < r N)%N -> 0 < mu ->
  spectrum (H_o (W N) L (Sxx N)) (nseq (params (d N) L - (rank_xx N + d N L - r N) * r N) 0
    ++ nseq (r N ^ 2) (L%:R * mu ^+ (2 * (L - 1))) ++ nseq ((rank_xx N + d N L - 2 * r N) * r N) (mu ^+ (2 * (L - 1)))).
Proof.
move=> t0 s0 L2 r0 mu0; have net := zero_tail t0; have /andP[h1 h2] := ranks N.
rewrite /spectrum (lemma_A1 net (sigma := fun j => (j < rank_xx N)%:R) (covariance N) L2 (rho := rank_xx N) _ h1 h2 (mu := mu) (no_spread s0)) //.
by rewrite !big_cat /= !big_nseq !iter_mulr_1 subr0 mulrA.
Qed.

Lemma given_A1 (R : rcfType) (N : setting R) (L := layers N) :
  [&& (tail N : R) == (0 : R), (spread N : R) == (0 : R), (L%:Z : int) >= (2%:Z : int) & ((r N)%:Z : int) >= (1 : int)] ->
  [/\ tail N = 0, spread N = 0, (2 <= L)%N & (0 < r N)%N].
Proof. by case/and4P => /eqP ? /eqP ? ? ?. Qed.

Lemma given_A1_positive (R : rcfType) (N : setting R) (L := layers N) :
  [&& (tail N : R) == (0 : R), (spread N : R) == (0 : R), (0 : R) < (lam N 0 : R), (L%:Z : int) >= (2%:Z : int) & ((r N)%:Z : int) >= (1 : int)] ->
  [/\ tail N = 0, spread N = 0, (2 <= L)%N, (0 < r N)%N & 0 < lam N 0].
Proof. by case/and5P => /eqP ? /eqP ? ? ? ?. Qed.

Theorem two_values (R : rcfType) (N : setting R) (L := layers N) (mu := lam N 0) :
  tail N = 0 -> spread N = 0 -> (2 <= L)%N -> (0 < r N)%N -> 0 < mu ->
  spectrum_such (H_o (W N) L (Sxx N)) (fun s =>
  [/\ count (pred1 (L%:R * mu ^+ (2 * (L - 1)))) s = (r N ^ 2)%N,
      count (pred1 (mu ^+ (2 * (L - 1)))) s = ((rank_xx N + d N L - 2 * r N) * r N)%N,
      count (predC1 0) s = ((rank_xx N + d N L - r N) * r N)%N
    & forall x, x \in s -> x != 0 -> x = L%:R * mu ^+ (2 * (L - 1)) \/ x = mu ^+ (2 * (L - 1))]).
Proof.
move=> t0 s0 L2 r0 mu0; have sp := uniform t0 s0 L2 r0 mu0; split; first by eexists; apply: sp.
move=> s ss; have pm : perm_eq s _ := prod_XsubC_perm (etrans (esym ss) sp).
have b0 : 0 < mu ^+ (2 * (L - 1)) by rewrite exprn_gt0.
have d0 : 0 < L%:R * mu ^+ (2 * (L - 1)) by rewrite mulr_gt0 // ltr0n (ltnW L2).
have ne : (L%:R * mu ^+ (2 * (L - 1)) == mu ^+ (2 * (L - 1))) = false.
  by apply/negbTE; rewrite -[X in _ != X]mul1r (inj_eq (mulIf (lt0r_neq0 b0))) (eqr_nat _ L 1) neq_ltn L2 orbT.
have /andP[h1 _] := ranks N; have [_ h3 _ _] := sizes t0 L2.
split.
- by rewrite (permP pm) !count_cat !count_nseq /= eqxx eq_sym (gt_eqF d0) [_ == _ * _]eq_sym ne !mul0n mul1n addn0.
- by rewrite (permP pm) !count_cat !count_nseq /= eqxx eq_sym (gt_eqF b0) ne !mul0n mul1n.
- rewrite (permP pm) !count_cat !count_nseq /= eqxx !gt_eqF // !mul1n mul0n add0n.
  move: h1 h3; rewrite -/L; move: (d N L) (rank_xx N) (r N) => a b c ? ?.
  have -> : (b + a - c = (b + a - 2 * c) + c)%N by lia.
  by rewrite mulnDl addnC mulnn.
move=> x; rewrite (perm_mem pm) !mem_cat => /or3P[] /nseqP[-> _]; rewrite ?eqxx //; by [left|right].
Qed.
