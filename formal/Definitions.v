(* What a sceptic must read: loss, network, Hessian, covariance, balanced, spectrum, norm, roots. All other files prove. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.real_closed Require Import mxtens.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- the network and its outer-product Hessian *)

Section Network.
Variables (R : comRingType) (d : nat -> nat) (W : forall l, 'M[R]_(d l.+1, d l)) (L : nat).
(* W l is the paper's W^{l+1}, d_(l+1) x d_l *)

Definition unit_of m n : 'M[R]_(m, n) := \matrix_(i, j) (i == j :> nat)%:R.

(* the paper's W^{k:l+1} = W^k ... W^{l+1}: the identity for k = l *)
Fixpoint mult (k l : nat) : 'M[R]_(d k, d l) :=
  if k is k'.+1 then if l == k'.+1 then unit_of _ _ else W k' *m mult k' l else unit_of _ _.

Definition above (l : nat) := mult L l.+1.
Definition below (l : nat) := mult l 0.

(* eq. (12), (13): the rows of A_o are the layers' entries, in the row-wise order *)
Definition params := (\sum_(l < L) d l.+1 * d l)%N.
Definition A_o : 'M[R]_(params, d L * d 0) := \mxcol_(l < L) ((above l)^T *t below l).
Definition B_o (Sxx : 'M[R]_(d 0)) : 'M[R]_(d L * d 0) := 1%:M *t Sxx.
Definition H_o Sxx : 'M[R]_params := A_o *m B_o Sxx *m A_o^T.

(* rectangular diagonal: the padding of the paper *)
Definition pad m n (s : nat -> R) : 'M[R]_(m, n) := \matrix_(i, j) (s i *+ (i == j :> nat)).

Definition orthogonal n (Q : 'M[R]_n) := Q *m Q^T = 1%:M.

(* aligned balanced network with layer singular values lam_0, ..., lam_(r-1), the others zero *)
Definition balanced (Q : forall l, 'M[R]_(d l)) (lam : nat -> R) (r : nat) :=
  [/\ forall l, (l <= L)%N -> orthogonal (Q l),
      forall l, (l <= L)%N -> (r <= d l)%N,
      forall i, (r <= i)%N -> lam i = 0
    & forall l, (l < L)%N -> W l = Q l.+1 *m pad _ _ lam *m (Q l)^T].

(* nu_ij, with 0^0 = 1; layers counted from 0 *)
Definition nu (a b : R) := \sum_(l < L) a ^+ (2 * (L - l.+1)) * b ^+ (2 * l).

End Network.

(* ---------------------------------------------------------------- the loss and the functional Hessian *)

Section Loss.
Variables (R : comRingType) (d : nat -> nat) (L N : nat).

(* twice the loss: the expectation of |W^{L:1} x - y|^2 over N samples with weights p *)
Definition residual (W : forall l, 'M[R]_(d l.+1, d l)) (x : 'cV[R]_(d 0)) (y : 'cV[R]_(d L)) := mult W L 0 *m x - y.
Definition loss2 W (p : 'I_N -> R) x y :=
  \sum_n p n * ((residual W (x n) (y n))^T *m residual W (x n) (y n)) 0 0.

Variables (W E : forall l, 'M[R]_(d l.+1, d l)).
Variables (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0)) (y : 'I_N -> 'cV[R]_(d L)).

Definition Sigma_xx := \sum_n p n *: (x n *m (x n)^T).
Definition Omega := \sum_n p n *: (residual W (x n) (y n) *m (x n)^T).

(* row-wise vectorisation of a matrix, and of all layers in turn *)
Definition vecr m n (X : 'M[R]_(m, n)) : 'cV[R]_(m * n) := \col_k X (mxtens_unindex k).1 (mxtens_unindex k).2.
Definition vec_params (E : forall l, 'M[R]_(d l.+1, d l)) : 'cV[R]_(params d L) := \mxcol_(l < L) vecr (E l).

(* the functional Hessian: for k > l the block W^{k+1:L} Omega W^{1:l-1} x W^{k-1:l+1}, its columns in the row-wise order *)
Definition swap_columns a m n (B : 'M[R]_(a, n * m)) : 'M[R]_(a, m * n) :=
  \matrix_(i, k) B i (mxtens_index ((mxtens_unindex k).2, (mxtens_unindex k).1)).
Definition lower k l : 'M[R]_(d k.+1 * d k, d l.+1 * d l) :=
  swap_columns (((above W L k)^T *m Omega *m (below W l)^T) *t mult W k l.+1).
Definition H_f : 'M[R]_(params d L) :=
  \mxblock_(k < L, l < L) (if (l < k)%N then lower k l else if (k < l)%N then (lower l k)^T else 0).

(* the loss on the line W + t E, a polynomial in t *)
Definition on_line l : 'M[{poly R}]_(d l.+1, d l) := map_mx polyC (W l) + 'X *: map_mx polyC (E l).
End Loss.

Definition loss2_on_line (R : comRingType) d L N (W E : forall l, 'M[R]_(d l.+1, d l)) p x y : {poly R} :=
  @loss2 _ d L N (on_line W E) (fun n => (p n)%:P) (fun n => map_mx polyC (x n)) (fun n => map_mx polyC (y n)).

(* ---------------------------------------------------------------- spectrum, settings, norm, one step of descent *)

(* s lists the eigenvalues of A with their multiplicities *)
Definition spectrum (R : fieldType) n (A : 'M[R]_n) (s : seq R) := char_poly A = \prod_(x <- s) ('X - x%:P).
Definition number_in (R : realFieldType) (low high : R) (s : seq R) := count (fun x => low <= x <= high) s.

(* An aligned balanced network, any tail: the layers share the singular values lam_0, lam_1, ..., d_star of them at most, in any
   order and of any sign, the first r of them the head; the covariance is the projection onto the first rank_xx of its right singular vectors. *)
Record setting (R : realFieldType) := Setting {
  d : nat -> nat; layers : nat; r : nat; rank_xx : nat;
  W : forall l, 'M[R]_(d l.+1, d l); Q : forall l, 'M[R]_(d l); lam : nat -> R; Sxx : 'M[R]_(d 0);
  ranks : (r <= rank_xx <= d 0)%N;
  head_fits : (r <= minn (d 0) (d layers))%N;
  network : balanced W layers Q lam (minn (d 0) (d layers));
  covariance : Sxx = Q 0 *m diag_mx (\row_j (j < rank_xx)%:R) *m (Q 0)^T }.

Section Symbols.
Variables (R : realFieldType) (N : setting R).
Definition d_star := minn (d N 0) (d N (layers N)).
(* the largest of |lam_i|, r <= i < d_star *)
Definition tail : R := \big[Num.max/0]_(r N <= i < d_star) `|lam N i|.
(* the largest less the smallest of lam_0, ..., lam_(r-1) *)
Definition spread : R := \big[Num.max/lam N 0]_(i < r N) lam N i - \big[Num.min/lam N 0]_(i < r N) lam N i.
Definition gram := (A_o (W N) (layers N))^T *m A_o (W N) (layers N).
(* lambda_1, ..., lambda_r lie in [m - delta, m + delta] *)
Definition around (m delta : R) := forall i, (i < r N)%N -> m - delta <= lam N i <= m + delta.
End Symbols.

(* the n-th root of x >= 0 (0 elsewhere), and x to the power a / b *)
Section Powers.
Variable R : rcfType.
Lemma root_exists (n : nat) (x : R) : (0 < n)%N && (0 <= x) -> exists y, (0 <= y) && (y ^+ n == x).
Proof.
case/andP => n0 x0; pose q : {poly R} := 'X^n - x%:P.
have qE y : q.[y] = y ^+ n - x by rewrite /q hornerD hornerN hornerXn hornerC.
have h0 : q.[0] <= 0 <= q.[x + 1].
  rewrite !qE expr0n eqn0Ngt n0 /= sub0r oppr_le0 x0 subr_ge0.
  apply: (@le_trans _ _ (x + 1)); first by rewrite ler_addl ler01.
  by rewrite -[X in X <= _]expr1 ler_weexpn2l // ler_addr.
have [y /andP[y0 _] /rootP] := poly_ivt (addr_ge0 x0 ler01) h0.
by rewrite qE => /eqP; rewrite subr_eq0 => e; exists y; rewrite y0.
Qed.
Definition root (n : nat) (x : R) : R :=
  match (0 < n)%N && (0 <= x) =P true with ReflectT h => xchoose (root_exists h) | ReflectF _ => 0 end.
Definition rpow (x : R) (a b : int) : R := root `|b|%N (x ^ (a * sgz b)).
End Powers.

Section Norm.
Variable R : realFieldType.
Definition dot n (u v : 'cV[R]_n) : R := (u^T *m v) 0 0.
Definition bounded m n (A : 'M[R]_(m, n)) (c : R) := 0 <= c /\ forall x, dot (A *m x) (A *m x) <= c ^+ 2 * dot x x.
Definition spectral_norm m n (A : 'M[R]_(m, n)) (c : R) := bounded A c /\ forall c', bounded A c' -> c <= c'.
End Norm.

(* gradient descent on one layer singular value of the head, L = n + 1 *)
Definition step (R : ringType) (n : nat) (eta x : R) := x - eta * (x ^+ (2 * n).+1 - x ^+ n).

(* A has a spectrum, and every list of its eigenvalues with their multiplicities has the property P *)
Definition spectrum_such (R : fieldType) n (A : 'M[R]_n) (P : seq R -> Prop) :=
  (exists s, spectrum A s) /\ forall s, spectrum A s -> P s.
