(* Settings that exist: with any widths, depth and singular values; one with a bulk and a tail; witnesses against printed counts. *)
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

Section Diagonal.
Variables (R : realFieldType) (d : nat -> nat) (L r rho : nat) (lam : nat -> R).
Notation least := (minn (d 0) (d L)).
Definition cut (i : nat) : R := if (i < least)%N then lam i else 0.
Definition layer l : 'M[R]_(d l.+1, d l) := 1%:M *m pad _ _ cut *m (1%:M)^T.
Hypotheses (narrowest : forall l, (l <= L)%N -> (least <= d l)%N) (rs : (r <= rho <= d 0)%N) (fits : (r <= least)%N).

Lemma layers_balanced : balanced layer L (fun l => 1%:M) cut least.
Proof.
split=> // [l _|i].
  by rewrite /orthogonal trmx1 mulmx1.
by rewrite /cut ltnNge => ->.
Qed.

(* the network with diagonal layers *)
Definition diagonal := @Setting R d L r rho layer (fun l => 1%:M) cut _ rs fits layers_balanced (erefl _).
End Diagonal.

(* r >= 1, a bulk and a tail: depth 2, widths 2, r = 1, lambda = (1, 1/2) *)
Definition with_tail (R : realFieldType) :=
  @diagonal R (fun=> 2%N) 2 1 2 (fun i => if i == 0%N then 1 else 2%:R^-1) (fun _ _ => leqnn _) isT isT.
Lemma with_tail_inhabited (R : realFieldType) (S := with_tail R) :
  [/\ r S = 1%N, (2 * r S < rank_xx S + d S (layers S))%N & tail S = 2%:R^-1].
Proof.
split=> //; rewrite /tail /index_iota /= big_cons big_nil /= ger0_norm ?invr_ge0 ?ler0n //.
by rewrite max_l // invr_ge0 ler0n.
Qed.

(* r = 1, zero tail, a bulk: depth 2, widths (n + 1, 1, 1), Sigma_xx of rank 1, lambda = 1 *)
Section Thin.
Variables (R : rcfType) (n : nat) (x : R).
Definition thin_widths (l : nat) := if l == 0%N then n.+1 else 1%N.
Lemma thin_narrow l : (l <= 2)%N -> (minn (thin_widths 0) (thin_widths 2) <= thin_widths l)%N.
Proof. by move=> _; rewrite /thin_widths /=; case: (l == 0%N); rewrite ?geq_minl ?geq_minr. Qed.
Lemma thin_fits : (1 <= minn (thin_widths 0) (thin_widths 2))%N. Proof. by []. Qed.
Definition thin := @diagonal R thin_widths 2 1 1 (fun i => x) thin_narrow isT thin_fits.

(* its matrices: W^1 = (x, 0, ..., 0), W^2 = (x), Sigma_xx = diag(1, 0, ..., 0) *)
Lemma thin_shown : [/\ W thin 0 = \row_j (x *+ (j == 0%N :> nat)), W thin 1 = x%:M & Sxx thin = diag_mx (\row_j (j < 1)%:R)].
Proof.
have cutE i : (i < 1)%N -> cut thin_widths 2 (fun=> x) i = x by case: i => // _; rewrite /cut /= /thin_widths /= minn1.
split; rewrite /thin /diagonal /= ?/layer trmx1 !mulmx1 mul1mx //.
  apply/matrixP => i j; rewrite ![fun_of_matrix _ _ _]mxE; move: (ltn_ord i); rewrite ltnS leqn0 => /eqP->.
  by rewrite cutE // eq_sym.
by apply/matrixP => i j; rewrite !mxE !ord1 /= cutE.
Qed.

Lemma thin_tail : tail thin = 0.
Proof.
by rewrite /tail (_ : index_iota _ _ = [::]) ?big_nil // /index_iota (_ : (d_star _ - _ = 0)%N) // /d_star /= /thin_widths /= minn1.
Qed.

Lemma thin_lam : lam thin 0 = x. Proof. by []. Qed.

Lemma thin_spread : spread thin = 0.
Proof. by rewrite /spread !big_ord_recl !big_ord0 /= maxxx minxx subrr. Qed.

Lemma thin_params : params (d thin) (layers thin) = (n + 2)%N.
Proof. by rewrite /params !big_ord_recl big_ord0 /= /thin_widths /=; lia. Qed.
End Thin.

(* m_t = 1, delta_t = 1/8 *)
Lemma thin_around (R : rcfType) n : around (thin n (1 : R)) 1 8%:R^-1.
Proof.
case=> // _; rewrite thin_lam ler_addl ler_subl_addr ler_addl invr_ge0 ler0n //.
Qed.
Lemma thin_given (R : rcfType) n (S := thin n (1 : R)) :
  [&& (tail S : R) == (0 : R), (8%:R^-1 : R) > (0 : R),
      ((1 + 8%:R^-1) / (1 - 8%:R^-1) : R) < (rpow (layers S)%:R 1 (2%:Z * ((layers S)%:Z - 1)) : R),
      ((layers S)%:Z : int) >= (2%:Z : int), ((r S)%:Z : int) >= (1 : int) & (1 : R) > (8%:R^-1 : R)].
Proof.
have h0 : 0 < 8%:R^-1 :> R by rewrite invr_gt0 ltr0n.
have h1 : 8%:R^-1 < 1 :> R by rewrite invf_lt1 ?ltr1n ?ltr0n.
rewrite thin_tail eqxx h0 h1 spreadP ?(ltW h0) //= andbT.
have -> : (1 + 8%:R^-1 = 9%:R / 8%:R :> R) by field.
have -> : (1 - 8%:R^-1 = 7%:R / 8%:R :> R) by field.
rewrite muln1 !expr_div_n mulrA ltr_pmul2r ?invr_gt0 ?exprn_gt0 ?ltr0n //.
by rewrite -!natrX -natrM ltr_nat.
Qed.
