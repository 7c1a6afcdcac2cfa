(* Lemma A.5, for every block structure. The spectral norm is the least c >= 0 with |A x| <= c |x|. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
Require Import Definitions.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Norm.
Variable R : realFieldType.
Lemma dotE n (u v : 'cV[R]_n) : dot u v = \sum_i u i 0 * v i 0.
Proof. by rewrite /dot mxE; apply: eq_bigr => i _; rewrite mxE. Qed.

Lemma dot_ge0 n (u : 'cV[R]_n) : 0 <= dot u u.
Proof. by rewrite dotE sumr_ge0 // => i _; rewrite -expr2 sqr_ge0. Qed.

Lemma dotC n (u v : 'cV[R]_n) : dot u v = dot v u.
Proof. by rewrite !dotE; apply: eq_bigr => i _; rewrite mulrC. Qed.

Lemma dotDl n (u v w : 'cV[R]_n) : dot (u + v) w = dot u w + dot v w.
Proof. by rewrite !dotE -big_split; apply: eq_bigr => i _; rewrite mxE mulrDl. Qed.

Lemma dotZl n a (u w : 'cV[R]_n) : dot (a *: u) w = a * dot u w.
Proof. by rewrite !dotE mulr_sumr; apply: eq_bigr => i _; rewrite mxE mulrA. Qed.

Lemma dotD n (u v : 'cV[R]_n) : dot (u + v) (u + v) = dot u u + 2%:R * dot u v + dot v v.
Proof. by rewrite dotDl ![dot _ (u + v)]dotC !dotDl [dot v u]dotC; ring. Qed.

Lemma cauchy_schwarz n (u v : 'cV[R]_n) : dot u v ^+ 2 <= dot u u * dot v v.
Proof.
have [u0|u0] := eqVneq (dot u u) 0.
  have z i : u i 0 = 0.
    apply/eqP; rewrite -sqrf_eq0; apply/eqP; move: u0; rewrite dotE => /eqP.
    by rewrite psumr_eq0 => [/allP/(_ i (mem_index_enum _))/eqP|j _]; rewrite -expr2 ?sqr_ge0.
  by rewrite u0 mul0r dotE big1 ?expr0n // => i _; rewrite z mul0r.
have up : 0 < dot u u by rewrite lt_def u0 dot_ge0.
have := dot_ge0 (dot u u *: v + (- dot u v) *: u).
rewrite dotD !dotZl ![dot _ (_ *: _)]dotC !dotZl => h.
rewrite -subr_ge0 -(pmulr_rge0 _ up); move: h; set a := dot u u; set b := dot u v; set c := dot v v.
by congr (0 <= _); ring.
Qed.

Lemma add_bound n (u v : 'cV[R]_n) a s b t : 0 <= a -> 0 <= s -> 0 <= b -> 0 <= t ->
  dot u u <= a * s -> dot v v <= b * t -> dot (u + v) (u + v) <= (a + b) * (s + t).
Proof.
move=> a0 s0 b0 t0 hu hv.
suff h : 2%:R * dot u v <= a * t + b * s.
  rewrite dotD; have -> : (a + b) * (s + t) = a * s + (a * t + b * s) + b * t by ring.
  by apply: ler_add => //; apply: ler_add.
have r0 : 0 <= a * t + b * s by rewrite addr_ge0 ?mulr_ge0.
have [neg|pos] := lerP (dot u v) 0; first by apply: le_trans r0; rewrite pmulr_rle0 ?ltr0n.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?mulr_ge0 ?ler0n ?(ltW pos) //.
have h1 : dot u v ^+ 2 <= (a * s) * (b * t).
  by apply: le_trans (cauchy_schwarz _ _) _; apply: ler_pmul; rewrite ?dot_ge0.
rewrite -subr_ge0; have -> : (a * t + b * s) ^+ 2 - (2%:R * dot u v) ^+ 2 =
  (a * t - b * s) ^+ 2 + 4%:R * ((a * s) * (b * t) - dot u v ^+ 2) by ring.
by rewrite addr_ge0 ?sqr_ge0 // mulr_ge0 ?ler0n // subr_ge0.
Qed.

Lemma dot0 n (u : 'cV[R]_n) : dot 0 u = 0.
Proof. by rewrite dotE big1 // => i _; rewrite mxE mul0r. Qed.

Lemma sum_bound n (I : Type) (s : seq I) (u : I -> 'cV[R]_n) (a b : I -> R) :
  (forall i, 0 <= a i) -> (forall i, 0 <= b i) -> (forall i, dot (u i) (u i) <= a i * b i) ->
  dot (\sum_(i <- s) u i) (\sum_(i <- s) u i) <= (\sum_(i <- s) a i) * (\sum_(i <- s) b i).
Proof.
move=> a0 b0 h; elim: s => [|i s IH]; first by rewrite !big_nil dot0 mul0r.
by rewrite !big_cons add_bound ?sumr_ge0.
Qed.

Section Blocks.
Variables (L : nat) (p_ q_ : 'I_L -> nat) (B : forall k l, 'M[R]_(p_ k, q_ l)) (N : nat -> nat -> R).
(* N[k, l] is the spectral norm of the block (k, l), counted from 1 *)
Hypothesis norms : forall k l : 'I_L, spectral_norm (B k l) (N k.+1 l.+1).

Lemma dot_mxcol (n_ : 'I_L -> nat) (u : forall l, 'cV[R]_(n_ l)) :
  dot (\mxcol_l u l) (\mxcol_l u l) = \sum_l dot (u l) (u l).
Proof. by rewrite /dot tr_mxcol mul_mxrow_mxcol summxE. Qed.

Lemma block_bound x : let H := \mxblock_(k < L, l < L) B k l in
  dot (H *m x) (H *m x) <= (\sum_(k < L) \sum_(l < L) N k.+1 l.+1 ^+ 2) * dot x x.
Proof.
rewrite /=; set H := (\mxblock_(k < L, l < L) B k l); rewrite -[x]submxcolK; set y := submxcol x.
have -> : H *m \mxcol_l y l = \mxcol_k (\sum_l B k l *m y l).
  rewrite /H mxblockEh mul_mxrow_mxcol mxcol_sum; apply: eq_bigr => l _; exact: mxcol_mul.
rewrite !dot_mxcol mulr_suml; apply: ler_sum => k _.
apply: sum_bound => l; rewrite ?sqr_ge0 ?dot_ge0 //.
by case: (norms k l) => -[].
Qed.

Theorem A5_substituted_holds c : spectral_norm (\mxblock_(k < L, l < L) B k l) c ->
  c ^+ 2 <= \sum_(k < L) \sum_(l < L) N k.+1 l.+1 ^+ 2.
Proof.
case=> -[c0 _] least; set S := (\sum_(k < L) _); rewrite leNgt; apply/negP => Sc.
have S0 : 0 <= S by rewrite sumr_ge0 // => k _; rewrite sumr_ge0 // => l _; apply: sqr_ge0.
have cp : 0 < c by rewrite lt_def c0 andbT; apply: contraTneq Sc => ->; rewrite expr0n -leNgt.
pose c' := (c ^+ 2 + S) / (2%:R * c).
have c'E : c' ^+ 2 - S = ((c ^+ 2 - S) / (2%:R * c)) ^+ 2 by rewrite /c'; field; rewrite gt_eqF.
suff : c <= c'.
  by rewrite /c' ler_pdivl_mulr ?mulr_gt0 ?ltr0n // mulrCA -expr2 mulr_natl mulr2n ler_add2l leNgt Sc.
apply: least; split=> [|x]; first by rewrite divr_ge0 ?addr_ge0 ?mulr_ge0 ?sqr_ge0 ?ler0n.
apply: le_trans (block_bound x) _; apply: ler_wpmul2r; first exact: dot_ge0.
by rewrite -subr_ge0 c'E sqr_ge0.
Qed.
End Blocks.
End Norm.
