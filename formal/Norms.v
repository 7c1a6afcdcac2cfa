(* Norms of products, transposes, sums, Kronecker products and block matrices; bounds of quadratic forms by norms. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Hessian A5 Spectral.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Norms.
Variable R : realFieldType.

Lemma bounded_mono m n (A : 'M[R]_(m, n)) a b : a <= b -> bounded A a -> bounded A b.
Proof.
move=> ab [a0 h]; have b0 := le_trans a0 ab; split=> // x; apply: le_trans (h x) _.
by apply: ler_wpmul2r; rewrite ?dot_ge0 ?ler_expn2r ?nnegrE.
Qed.

Lemma bounded_mul m n p (A : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) a b : bounded A a -> bounded B b -> bounded (A *m B) (a * b).
Proof.
move=> [a0 hA] [b0 hB]; split=> [|x]; first exact: mulr_ge0.
rewrite -mulmxA; apply: le_trans (hA _) _; rewrite exprMn -[X in _ <= X]mulrA.
by apply: ler_wpmul2l; rewrite ?exprn_ge0.
Qed.

Lemma bounded_add m n (A B : 'M[R]_(m, n)) a b : bounded A a -> bounded B b -> bounded (A + B) (a + b).
Proof.
move=> [a0 hA] [b0 hB]; split=> [|x]; first exact: addr_ge0.
rewrite mulmxDl expr2 -mulrA mulrDl.
have -> : a * ((a + b) * dot x x) + b * ((a + b) * dot x x) = (a + b) * (a * dot x x + b * dot x x) by ring.
by apply: add_bound; rewrite ?mulr_ge0 ?dot_ge0 // mulrA -expr2.
Qed.

Lemma bounded_ortho n (Q : 'M[R]_n) : orthogonal Q -> bounded Q 1.
Proof. by move=> o; split=> [|x]; [exact: ler01|rewrite dot_ortho // expr1n mul1r]. Qed.

Lemma bounded_tr m n (A : 'M[R]_(m, n)) a : bounded A a -> bounded A^T a.
Proof.
move=> [a0 h]; split=> // x; set y := A^T *m x.
have [->|y0] := eqVneq y 0; first by rewrite dot0 mulr_ge0 ?sqr_ge0 ?dot_ge0.
rewrite -(ler_pmul2r (dot_gt0 y0)).
have e : dot y y = dot x (A *m y) by rewrite {1}/y dot_mulmx trmxK.
have -> : dot y y * dot y y = dot x (A *m y) ^+ 2 by rewrite -e expr2.
apply: le_trans (cauchy_schwarz _ _) _.
have -> : a ^+ 2 * dot x x * dot y y = dot x x * (a ^+ 2 * dot y y) by ring.
by apply: ler_wpmul2l; rewrite ?dot_ge0.
Qed.

Lemma bounded_diag m n (s : nat -> R) a : 0 <= a -> (forall i, (i < minn m n)%N -> `|s i| <= a) -> bounded (pad m n s) a.
Proof.
move=> a0 h; split=> // x; rewrite !dotE mulr_sumr.
have e (i : 'I_m) : ((pad m n s) *m x) i 0 = \sum_(j < n) (s i * x j 0) *+ (i == j :> nat).
  by rewrite mxE; apply: eq_bigr => j _; rewrite mxE mulrnAl.
have bnd (i : 'I_m) : ((pad m n s) *m x) i 0 * ((pad m n s) *m x) i 0 <= \sum_(j < n) (a ^+ 2 * (x j 0 * x j 0)) *+ (i == j :> nat).
  rewrite e; case: (ltnP i n) => [lt|ge].
    have one (f : 'I_n -> R) : \sum_(j < n) f j *+ (i == j :> nat) = f (Ordinal lt).
      rewrite (bigD1 (Ordinal lt)) //= eqxx mulr1n big1 ?addr0 // => j; rewrite -val_eqE /= eq_sym => /negbTE->.
      by rewrite mulr0n.
    rewrite !one mulrACA -!expr2; apply: ler_wpmul2r; rewrite ?sqr_ge0 //; have := h i; rewrite leq_min ltn_ord lt => /(_ isT) hi.
    by rewrite -[s i ^+ 2]real_normK ?num_real // ler_expn2r ?nnegrE.
  have none (f : 'I_n -> R) : \sum_(j < n) f j *+ (i == j :> nat) = 0.
    by rewrite big1 // => j _; rewrite gtn_eqF ?mulr0n // (leq_trans (ltn_ord j)).
  by rewrite !none mulr0.
apply: le_trans (ler_sum _ (fun i _ => bnd i)) _; rewrite exchange_big /=; apply: ler_sum => j _.
case: (ltnP j m) => [lt|ge].
  rewrite (bigD1 (Ordinal lt)) //= eqxx mulr1n big1 ?addr0 // => i; rewrite -val_eqE /= => /negbTE->.
  by rewrite mulr0n.
rewrite big1 => [|i _]; first by rewrite -expr2 mulr_ge0 ?sqr_ge0.
by rewrite ltn_eqF ?mulr0n // (leq_trans (ltn_ord i)).
Qed.

(* a norm bounds the bilinear and the quadratic form *)
Lemma bounded_form n (A : 'M[R]_n) a x : bounded A a -> `|dot x (A *m x)| <= a * dot x x.
Proof.
move=> [a0 h]; have r0 : 0 <= a * dot x x by rewrite mulr_ge0 ?dot_ge0.
rewrite -(@ler_pexpn2r _ 2) ?nnegrE // real_normK ?num_real //.
apply: le_trans (cauchy_schwarz _ _) _; rewrite exprMn.
apply: (@le_trans _ _ (dot x x * (a ^+ 2 * dot x x))); last by rewrite mulrCA expr2.
by apply: ler_wpmul2l; rewrite ?dot_ge0.
Qed.

(* Kronecker products, through the row-wise vector of a matrix *)
Lemma dot_vecr m n (X Y : 'M[R]_(m, n)) : dot (vecr X) (vecr Y) = \sum_j dot (col j X) (col j Y).
Proof.
rewrite dotE big_tens exchange_big; apply: eq_bigr => j _.
by rewrite dotE; apply: eq_bigr => i _; rewrite !vecrE !mxE.
Qed.

Lemma dot_vecr_tr m n (X Y : 'M[R]_(m, n)) : dot (vecr X^T) (vecr Y^T) = dot (vecr X) (vecr Y).
Proof.
rewrite !dotE !big_tens exchange_big; apply: eq_bigr => i _; apply: eq_bigr => j _.
by rewrite !vecrE !mxE.
Qed.

Lemma vecr_onto m n (v : 'cV[R]_(m * n)) : exists X : 'M[R]_(m, n), v = vecr X.
Proof.
exists (\matrix_(i, j) v (mxtens_index (i, j)) 0); apply/matrixP => k z; rewrite [z]ord1.
by case: (mxtens_indexP k) => i j; rewrite vecrE mxE.
Qed.

Lemma dot_vecr_mul m n p (A : 'M[R]_(m, n)) (X : 'M[R]_(n, p)) a : bounded A a ->
  dot (vecr (A *m X)) (vecr (A *m X)) <= a ^+ 2 * dot (vecr X) (vecr X).
Proof.
move=> [_ h]; rewrite !dot_vecr mulr_sumr; apply: ler_sum => j _.
by have := h (col j X); rewrite !colE mulmxA.
Qed.

Lemma bounded_tens m n p q (A : 'M[R]_(m, n)) (B : 'M[R]_(p, q)) a b : bounded A a -> bounded B b -> bounded (A *t B) (a * b).
Proof.
move=> hA hB; split=> [|v]; first by case: hA hB => a0 _ [b0 _]; apply: mulr_ge0.
have [X ->] := vecr_onto v; rewrite -[B]trmxK vecr_mul -mulmxA exprMn -[X in _ <= X]mulrA.
apply: le_trans (dot_vecr_mul _ hA) _; apply: ler_wpmul2l; rewrite ?sqr_ge0 //.
rewrite -dot_vecr_tr trmx_mul trmxK -[X in _ <= _ * X]dot_vecr_tr.
exact: dot_vecr_mul.
Qed.

Lemma bounded_swap a m n (B : 'M[R]_(a, n * m)) b : bounded B b -> bounded (@swap_columns R a m n B) b.
Proof.
move=> [b0 h]; split=> // v; have [X ->] := vecr_onto v.
by rewrite swap_columns_vecr -(dot_vecr_tr X X).
Qed.

(* a block matrix with zero diagonal blocks and all others of norm at most c has norm at most (L - 1) c *)
Lemma bounded_offdiagonal L (p_ q_ : 'I_L -> nat) (B : forall k l, 'M[R]_(p_ k, q_ l)) c : (0 < L)%N -> 0 <= c ->
  (forall k l, k != l -> bounded (B k l) c) -> (forall k l, k == l -> B k l = 0) ->
  bounded (\mxblock_(k < L, l < L) B k l) ((L - 1)%:R * c).
Proof.
move=> L0 c0 off diag; split=> [|x]; first by rewrite mulr_ge0 ?ler0n.
rewrite -[x]submxcolK; set y := submxcol x.
have -> : \mxblock_(k < L, l < L) B k l *m \mxcol_l y l = \mxcol_k (\sum_l B k l *m y l).
  rewrite mxblockEh mul_mxrow_mxcol mxcol_sum; apply: eq_bigr => l _; exact: mxcol_mul.
rewrite !dot_mxcol.
have card_off (k : 'I_L) : #|[pred l : 'I_L | l != k]| = (L - 1)%N.
  by have := cardC1 k; rewrite card_ord subn1.
have row k : dot (\sum_l B k l *m y l) (\sum_l B k l *m y l) <= (L - 1)%:R * c ^+ 2 * \sum_(l | l != k) dot (y l) (y l).
  have -> : \sum_l B k l *m y l = \sum_(l | l != k) B k l *m y l.
    by rewrite (bigD1 k) //= diag // mul0mx add0r.
  have -> : (L - 1)%:R * c ^+ 2 = \sum_(l | l != k) c ^+ 2.
    by rewrite sumr_const card_off mulr_natl.
  elim: (index_enum _) => [|l s IH]; first by rewrite !big_nil dot0 mul0r.
  rewrite !big_cons; case: ifP => // lk; apply: add_bound; rewrite ?sqr_ge0 ?dot_ge0 //.
  - by apply: sumr_ge0 => i _; apply: sqr_ge0.
  - by apply: sumr_ge0 => i _; apply: dot_ge0.
  by case: (off k l) => [|_ h]; [rewrite eq_sym lk | apply: h].
apply: le_trans (ler_sum _ (fun k _ => row k)) _; rewrite -mulr_sumr.
have -> : \sum_(k < L) \sum_(l < L | l != k) dot (y l) (y l) = (L - 1)%:R * \sum_l dot (y l) (y l).
  rewrite (exchange_big_dep xpredT) //= mulr_sumr; apply: eq_bigr => l _.
  rewrite sumr_const mulr_natl; congr (_ *+ _); rewrite -(card_off l).
  by apply: eq_card => k; rewrite !inE eq_sym.
by move: (\sum_l _) (_%:R) => z m; rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.
End Norms.
