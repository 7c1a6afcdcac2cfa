(* Lemma A.9: the eigenvalues of the outer-product Hessian in their three clusters, each with its number. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Roots.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Sums.
Variable R : realFieldType.
Implicit Types a b : R.

Lemma zpow (x : R) (n m : nat) : (m <= n)%N -> x ^ (2%:Z * (n%:Z - m%:Z)) = x ^+ (2 * (n - m)).
Proof. by move=> mn; rewrite subzn. Qed.

Lemma zpow1 (x : R) (n : nat) : (0 < n)%N -> x ^ (2%:Z * (n%:Z - 1)) = x ^+ (2 * (n - 1)).
Proof. exact: zpow. Qed.

(* the geometric sum, for every L *)
Lemma nu_closed L a b : (a ^+ 2 - b ^+ 2) * nu L a b = a ^+ (2 * L) - b ^+ (2 * L).
Proof.
rewrite !exprM [RHS]subrXX; congr (_ * _); apply: eq_bigr => l _.
by rewrite -!exprM; congr (_ ^+ (2 * _) * _); lia.
Qed.

Lemma nu_diagonal L a : nu L a a = L%:R * a ^+ (2 * (L - 1)).
Proof.
rewrite /nu (eq_bigr (fun=> a ^+ (2 * (L - 1)))) => [|l _]; first by rewrite sumr_const card_ord mulr_natl.
by rewrite -exprD -mulnDr; congr (_ ^+ (2 * _)); have := ltn_ord l; lia.
Qed.

Lemma nu_mono L a b c e : 0 <= a -> a <= c -> 0 <= b -> b <= e -> nu L a b <= nu L c e.
Proof.
move=> a0 ac b0 be; apply: ler_sum => l _.
apply: ler_pmul; rewrite ?exprn_ge0 //; apply: ler_expn2r => //; rewrite nnegrE //.
  exact: le_trans ac.
exact: le_trans be.
Qed.

Lemma nu_bounds L a b m M : 0 <= m -> m <= a <= M -> m <= b <= M ->
  L%:R * m ^+ (2 * (L - 1)) <= nu L a b <= L%:R * M ^+ (2 * (L - 1)).
Proof.
move=> m0 /andP[ma aM] /andP[mb bM]; rewrite -!nu_diagonal.
by rewrite !nu_mono // ?(le_trans m0) // (le_trans m0).
Qed.

Lemma prod_XsubC_perm (s t : seq R) :
  \prod_(x <- s) ('X - x%:P) = \prod_(x <- t) ('X - x%:P) -> perm_eq s t.
Proof.
elim: s t => [|x s IH] t.
  rewrite big_nil; case: t => // y t e.
  by have := root1 y; rewrite e big_cons rootM root_XsubC eqxx.
rewrite big_cons => e.
have xt : x \in t by rewrite -root_prod_XsubC -e rootM root_XsubC eqxx.
rewrite perm_sym (perm_trans (perm_to_rem xt)) // perm_cons perm_sym; apply: IH.
apply: (@mulfI _ ('X - x%:P)); first by rewrite polyXsubC_eq0.
by rewrite e (perm_big _ (perm_to_rem xt)) big_cons.
Qed.

(* the sum as the paper's formula counts it, from l = 1 *)
Lemma nu_printed L a b :
  \sum_(1 <= l < L.+1) ((a ^ (2%:Z * (L%:Z - l%:Z))) * (b ^ (2%:Z * (l%:Z - 1)))) = nu L a b.
Proof.
rewrite /nu big_add1 big_mkord; apply: eq_bigr => l _.
by rewrite (pow2_sub _ (ltn_ord l)) (pow2E _ (ltn0Sn l)) subn1.
Qed.

Lemma pow_printed L a b : a ^ (2%:Z * L%:Z) - b ^ (2%:Z * L%:Z) = a ^+ (2 * L) - b ^+ (2 * L).
Proof. by []. Qed.

End Sums.

(* a zero tail leaves r singular values *)
Lemma zero_tail (R : realFieldType) (N : setting R) : tail N = 0 -> balanced (W N) (layers N) (Q N) (lam N) (r N).
Proof.
move=> t0; case: (network N) => o rd z w; split=> // [l lL|i ri].
  by apply: leq_trans (head_fits N) (rd l lL).
have [id|/z//] := ltnP i (d_star N).
suff : `|lam N i| <= tail N by rewrite t0 normr_le0 => /eqP.
have : i \in index_iota (r N) (d_star N) by rewrite mem_index_iota ri.
rewrite /tail; elim: (index_iota _ _) => // j s IH; rewrite big_cons in_cons le_maxr.
by case/orP => [/eqP->|/IH->]; rewrite ?lexx ?orbT.
Qed.

Section Proofs.
Variables (R : realFieldType) (N : setting R).
Notation L := (layers N).
Notation r := (r N).
Notation rho := (rank_xx N).
Notation lam := (lam N).
Notation dL := (d N L).
Notation H := (H_o (W N) L (Sxx N)).
Hypothesis network0 : balanced (W N) L (Q N) lam r.
Hypothesis L2 : (2 <= L)%N.
Let L1 : (0 < L)%N. Proof. exact: ltnW L2. Qed.

Variables m_t delta_t : R.
(* the condition on the spread without roots *)
Definition close := [/\ delta_t < m_t, 0 <= delta_t, around N m_t delta_t
  & (m_t + delta_t) ^+ (2 * (L - 1)) < L%:R * (m_t - delta_t) ^+ (2 * (L - 1))].
Hypothesis near : close.
Let m := m_t - delta_t.
Let M := m_t + delta_t.

Fact m0 : 0 < m. Proof. by case: near; rewrite subr_gt0. Qed.

Lemma nu_in i j : (i < r)%N -> (j < r)%N ->
  L%:R * m ^+ (2 * (L - 1)) <= nu L (lam i) (lam j) <= L%:R * M ^+ (2 * (L - 1)).
Proof. by case: near => _ _ cl _ ir jr; apply: nu_bounds; rewrite ?(ltW m0) ?cl. Qed.

Definition dominant := [seq nu L (lam i) (lam j) | i <- iota 0 r, j <- iota 0 r].
Definition bulk := flatten (nseq (rho + dL - 2 * r) [seq lam i ^+ (2 * (L - 1)) | i <- iota 0 r]).
Definition all_of := nseq (params (d N) L - (rho + dL - r) * r) 0 ++ dominant ++ bulk.

Lemma spectrum_H_o : spectrum H all_of.
Proof.
have /andP[rr rd] := ranks N.
rewrite /spectrum (lemma_A9 network0 (sigma := fun j => (j < rho)%:R) (covariance N) L2 (rho := rho)) // /all_of !big_cat /= !mulrA.
congr (_ * _ * _).
- by rewrite big_nseq subr0 iter_mulr_1.
- rewrite big_allpairs_dep /= -(big_mkord xpredT (fun i => \prod_(j < r) ('X - (nu L (lam i) (lam j))%:P))).
  by rewrite /index_iota subn0; apply: eq_bigr => i _; rewrite -(big_mkord xpredT (fun j => 'X - (nu L (lam i) (lam j))%:P)) /index_iota subn0.
- rewrite /bulk; elim: (rho + dL - 2 * r)%N => [|k IH]; first by rewrite big_nil expr0.
  rewrite /= big_cat /= -IH exprS big_map; congr (_ * _).
  by rewrite -(big_mkord xpredT (fun i => 'X - (lam i ^+ (2 * (L - 1)))%:P)) /index_iota subn0.
Qed.

Lemma spectrum_count s (P : pred R) : spectrum H s -> count P s = count P all_of.
Proof. by rewrite /spectrum spectrum_H_o => /prod_XsubC_perm/permP->. Qed.

Lemma dominant_P x : x \in dominant -> L%:R * m ^+ (2 * (L - 1)) <= x <= L%:R * M ^+ (2 * (L - 1)).
Proof. by case/allpairsP => -[i j] /= []; rewrite !mem_iota /= !add0n => ir jr ->; apply: nu_in. Qed.

Lemma bulk_P x : x \in bulk -> m ^+ (2 * (L - 1)) <= x <= M ^+ (2 * (L - 1)).
Proof.
case/flattenP => t /nseqP[-> _] /mapP[i]; rewrite mem_iota add0n => /= ir ->.
case: near => _ _ cl _; have /andP[h1 h2] := cl i ir.
have l0 : 0 <= lam i by apply: le_trans h1; apply: ltW; apply: m0.
by apply/andP; split; apply: ler_expn2r => //; rewrite nnegrE ?(ltW m0) // (le_trans l0).
Qed.

Lemma low0 : 0 < m ^+ (2 * (L - 1)). Proof. by rewrite exprn_gt0 ?m0. Qed.
Lemma Lm0 : 0 < L%:R * m ^+ (2 * (L - 1)). Proof. by rewrite mulr_gt0 ?low0 ?ltr0n ?L1. Qed.
Lemma gap : M ^+ (2 * (L - 1)) < L%:R * m ^+ (2 * (L - 1)). Proof. by case: near. Qed.

Lemma size_dominant : size dominant = (r ^ 2)%N.
Proof. by rewrite size_allpairs !size_iota mulnn. Qed.

Lemma size_bulk : size bulk = ((rho + dL - 2 * r) * r)%N.
Proof. by rewrite size_flatten /shape map_nseq sumn_nseq size_map size_iota mulnC. Qed.

Lemma rL : (r <= dL)%N. Proof. by case: network0 => _ h _ _; apply: h. Qed.

Lemma count_parts (P : pred R) : ~~ P 0 -> count P all_of = (count P dominant + count P bulk)%N.
Proof. by move=> /negbTE P0; rewrite !count_cat count_nseq P0. Qed.

Theorem dominant_count s : spectrum H s -> number_in (L%:R * m ^+ (2 * (L - 1))) (L%:R * M ^+ (2 * (L - 1))) s = (r ^ 2)%N.
Proof.
move=> sp; rewrite /number_in (spectrum_count _ sp).
rewrite count_parts ?negb_and -?ltNge ?Lm0 //.
have -> : count (fun x => L%:R * m ^+ (2 * (L - 1)) <= x <= L%:R * M ^+ (2 * (L - 1))) dominant = size dominant.
  by apply/eqP; rewrite -all_count; apply/allP => x; apply: dominant_P.
rewrite (eq_in_count (a2 := pred0)) => [|x /bulk_P/andP[_ xM]].
  by rewrite count_pred0 addn0 size_dominant.
by apply/negbTE; rewrite negb_and -ltNge (le_lt_trans xM gap).
Qed.

Theorem bulk_count s : spectrum H s -> number_in (m ^+ (2 * (L - 1))) (M ^+ (2 * (L - 1))) s = ((rho + dL - 2 * r) * r)%N.
Proof.
move=> sp; rewrite /number_in (spectrum_count _ sp).
rewrite count_parts ?negb_and -?ltNge ?low0 //.
have -> : count (fun x => m ^+ (2 * (L - 1)) <= x <= M ^+ (2 * (L - 1))) bulk = size bulk.
  by apply/eqP; rewrite -all_count; apply/allP => x; apply: bulk_P.
rewrite (eq_in_count (a2 := pred0)) => [|x /dominant_P/andP[xm _]].
  by rewrite count_pred0 add0n size_bulk.
by apply/negbTE; rewrite negb_and -!ltNge (lt_le_trans gap xm) orbT.
Qed.

Theorem zero_count s : spectrum H s -> count (pred1 0) s = (params (d N) L - (rho + dL - r) * r)%N.
Proof.
move=> sp; rewrite (spectrum_count _ sp) !count_cat count_nseq /= eqxx mul1n.
have z (t : seq R) : (forall x, x \in t -> 0 < x) -> count (pred1 0) t = 0%N.
  by move=> h; apply/count_memPn/negP => /h; rewrite ltxx.
rewrite !z => [|x /bulk_P/andP[xm _]|x /dominant_P/andP[xm _]]; last 2 first.
- exact: lt_le_trans low0 xm.
- exact: lt_le_trans Lm0 xm.
by rewrite !addn0.
Qed.

End Proofs.

(* the assumptions as the paper prints them *)
Lemma closeP (R : rcfType) (N : setting R) (m e : R) : around N m e -> (2 <= layers N)%N -> e < m -> 0 < e ->
  (m + e) / (m - e) < rpow (layers N)%:R 1 (2%:Z * ((layers N)%:Z - 1)) -> close N m e.
Proof. by move=> ar L2 em e0; rewrite spreadP ?(ltW e0) // => sp; split=> //; exact: ltW. Qed.

Lemma given_A9 (R : rcfType) (N : setting R) (m e : R) (L := layers N) : around N m e ->
  [&& (tail N : R) == (0 : R), (e : R) > (0 : R), ((m + e) / (m - e) : R) < (rpow L%:R 1 (2%:Z * (L%:Z - 1)) : R),
      (L%:Z : int) >= (2%:Z : int), ((r N)%:Z : int) >= (1 : int) & (m : R) > (e : R)] ->
  [/\ tail N = 0, (2 <= L)%N, (0 < r N)%N & close N m e].
Proof.
move=> ar /andP[/eqP t0 /andP[e0 /andP[sp /andP[L2 /andP[r1 em]]]]].
by split=> //; apply: closeP.
Qed.

(* the same without m and delta *)
Lemma given_A9_plain (R : rcfType) (N : setting R) (m e : R) (L := layers N) :
  [&& (tail N : R) == (0 : R), (e : R) > (0 : R), ((m + e) / (m - e) : R) < (rpow L%:R 1 (2%:Z * (L%:Z - 1)) : R),
      (L%:Z : int) >= (2%:Z : int), ((r N)%:Z : int) >= (1 : int) & (m : R) > (e : R)] ->
  [/\ tail N = 0, (2 <= L)%N & (0 < r N)%N].
Proof. by move=> /andP[/eqP t0 /andP[e0 /andP[sp /andP[L2 /andP[r1 em]]]]]. Qed.

Theorem clusters (R : rcfType) (N : setting R) (m e : R) (L := layers N) : tail N = 0 -> (2 <= L)%N -> close N m e ->
  spectrum_such (H_o (W N) L (Sxx N)) (fun s =>
  [/\ number_in (L%:R * (m - e) ^+ (2 * (L - 1))) (L%:R * (m + e) ^+ (2 * (L - 1))) s = (r N ^ 2)%N,
      number_in ((m - e) ^+ (2 * (L - 1))) ((m + e) ^+ (2 * (L - 1))) s = ((rank_xx N + d N L - 2 * r N) * r N)%N
    & count (pred1 0) s = (params (d N) L - (rank_xx N + d N L - r N) * r N)%N /\
      count (predC1 0) s = ((rank_xx N + d N L - r N) * r N)%N]).
Proof.
move=> t0 L2 cl; have net := zero_tail t0; split; first by exists (all_of N); apply: spectrum_H_o.
move=> s sp; rewrite (dominant_count net L2 cl sp) (bulk_count net L2 cl sp) (zero_count net L2 cl sp).
split=> //; split=> //.
have sz : size s = params (d N) L.
  by have := size_prod_XsubC s id; rewrite -(sp : char_poly _ = _) size_char_poly => -[].
have := count_predC (pred1 0) s; rewrite sz (zero_count net L2 cl sp).
have /andP[_ h2] := ranks N; have := params_large net L2 h2; move: (_ * _)%N (params _ _) (count _ s) => a b c.
by lia.
Qed.

Lemma sizes (R : realFieldType) (N : setting R) (L := layers N) : tail N = 0 -> (2 <= L)%N ->
  [/\ (r N <= rank_xx N)%N, (r N <= d N L)%N, (rank_xx N <= d N 0)%N & ((rank_xx N + d N L - r N) * r N <= params (d N) L)%N].
Proof.
move=> t0 L2; have net := zero_tail t0; have /andP[h1 h2] := ranks N; split=> //; first by case: net => _ h _ _; apply: h.
exact: (params_large net L2 h2).
Qed.

(* how many pairs of indices lie on which side of r *)
Section Pairs.
Lemma count_low m r : (r <= m)%N -> count (fun i => (i < r)%N) (iota 0 m) = r.
Proof.
move=> h; rewrite -(subnKC h) iotaD count_cat add0n.
have -> : count (fun i => (i < r)%N) (iota 0 r) = r.
  by rewrite -[RHS](size_iota 0); apply/eqP; rewrite -all_count; apply/allP => i; rewrite mem_iota.
rewrite (_ : count _ _ = 0%N) ?addn0 //; apply/eqP; rewrite -leqn0 leqNgt -has_count.
by apply/hasPn => i; rewrite mem_iota -leqNgt => /andP[].
Qed.

Lemma count_high m r : (r <= m)%N -> count (fun i => (r <= i)%N) (iota 0 m) = (m - r)%N.
Proof.
move=> h; have := count_predC (fun i => (i < r)%N) (iota 0 m); rewrite size_iota count_low // => e.
rewrite (eq_count (a2 := predC (fun i => (i < r)%N))) => [|i]; last by rewrite /= -leqNgt.
by rewrite -[in RHS]e addKn.
Qed.

Lemma count_pairs m n (P Q : pred nat) :
  #|[pred x : 'I_m * 'I_n | P x.1 && Q x.2]| = (count P (iota 0 m) * count Q (iota 0 n))%N.
Proof.
have c k (F : pred nat) : count F (iota 0 k) = #|[pred i : 'I_k | F i]|.
  by rewrite -val_enum_ord count_map cardE size_filter enumT.
by rewrite !c -cardX; apply: eq_card.
Qed.
End Pairs.
