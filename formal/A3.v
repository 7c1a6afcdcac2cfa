(* Lemmas A.3 and A.4: the trained network's head tends to 1 and stays above an explicit constant, which is the best one. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Dynamics A2 Tail.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Bound.
Variables (R : realFieldType) (n : nat) (eta : R).     (* L = n + 1 *)
Notation L := n.+1.
Notation f := (step n eta).
Hypotheses (eta0 : 0 < eta) (etaL : eta * L%:R <= 1).

Lemma G_mono (x y : R) : 0 <= x -> x <= y -> G n x <= G n y.
Proof. by move=> x0 xy; apply: ler_sum => i _; rewrite ler_expn2r // nnegrE (le_trans x0). Qed.

(* of two starts above 1, the larger one lands lower, once the smaller one lands below 1 *)
Lemma landing x y : 1 <= x -> x <= y -> f x < 1 -> f y <= f x.
Proof.
move=> x1 xy; have x0 : 0 <= x by apply: le_trans x1.
have y0 : 0 <= y by apply: le_trans xy.
have flip z : 1 - f z = (z - 1) * (eta * z ^+ n * G n z - 1) by rewrite distance; move: (eta * _ * _) => c; ring.
rewrite -subr_gt0 flip => h.
have xp : 0 < x - 1 by rewrite lt_def subr_ge0 x1 andbT; apply/eqP => e; rewrite e mul0r ltxx in h.
have p0 : 0 < eta * x ^+ n * G n x - 1 by rewrite -(pmulr_rgt0 _ xp).
have : 1 - f x <= 1 - f y.
  rewrite !flip; apply: ler_pmul => //; [exact: ltW|exact: ltW|by rewrite ler_add2r|].
  rewrite ler_add2r -!mulrA ler_pmul2l //; apply: ler_pmul; rewrite ?exprn_ge0 //; last exact: G_mono.
    exact: le_trans ler01 (G_ge1 n x0).
  by rewrite ler_expn2r // nnegrE.
by rewrite ler_add2l ler_opp2.
Qed.

(* one path: never below min(1, start, f(M)), for any M >= 1 that bounds the start *)
Lemma path_bound M x t : 1 <= M -> eta * M ^+ (2 * n) <= 1 -> 0 < x <= M ->
  0 < iter t f x <= M /\ Num.min 1 (Num.min x (f M)) <= iter t f x.
Proof.
move=> M1 small /andP[x0 xM]; set c := Num.min _ _.
have cx : c <= x by rewrite !le_minl lexx !orbT.
have c1 : c <= 1 by rewrite !le_minl lexx.
have cM : c <= f M by rewrite !le_minl lexx !orbT.
elim: t => [|t [/andP[h1 h2] h3]] /=; first by rewrite x0 xM.
have [z1|/ltW z1] := lerP (iter t f x) 1.
  have [/andP[k1 k2] _] := below eta0 etaL (introT andP (conj h1 z1)).
  by rewrite (lt_le_trans h1 k1) (le_trans k2 M1) (le_trans h3 k1).
have sm : eta * iter t f x ^+ (2 * n) <= 1.
  by apply: le_trans small; rewrite ler_pmul2l // ler_expn2r // nnegrE ?(ltW h1) // (le_trans _ M1).
have [k1 k2 _] := above eta0 z1 sm; rewrite k1 (le_trans k2 h2); split=> //.
have [b1|/(landing z1 h2) b1] := lerP 1 (f (iter t f x)); [exact: le_trans c1 b1|exact: le_trans cM b1].
Qed.
End Bound.

(* ---------------------------------------------------------------- Lemma A.4 for the whole head *)

Section Head.
Variables (R : archiFieldType) (n r : nat) (eta M c : R) (lam0 : nat -> R).
Notation L := n.+1.
Notation f := (step n eta).

(* M = max(1, the head), c = min(1, the head, f(M)), each described by what makes it the largest or the least *)
Definition is_top := [/\ 1 <= M, forall i, (i < r)%N -> lam0 i <= M & M = 1 \/ exists2 i, (i < r)%N & lam0 i = M].
Definition is_floor := [/\ c <= 1, c <= f M, forall i, (i < r)%N -> c <= lam0 i
  & [\/ c = 1, c = f M | exists2 i, (i < r)%N & lam0 i = c]].

Hypotheses (eta0 : 0 < eta) (etaL : eta * L%:R <= 1) (small : eta * M ^+ (2 * n) <= 1).
Hypothesis head : forall i, (i < r)%N -> 0 < lam0 i.
Hypotheses (top : is_top) (floor : is_floor).

Theorem floor_positive : 0 < c.
Proof.
case: top => M1 Mi _; case: floor => _ _ _ [->|->|[i ir <-]]; [exact: ltr01| |exact: head].
by have [k1 _ _] := above eta0 M1 small.
Qed.

(* Lemma A.4: every value of the head, at every step, is at least c *)
Theorem floor_bound i t : (i < r)%N -> c <= iter t f (lam0 i).
Proof.
move=> ir; case: top => M1 Mi _; case: floor => c1 cM ci _.
have [|_] := path_bound eta0 etaL t M1 small (x := lam0 i); first by rewrite head ?Mi.
by apply: le_trans; rewrite !le_minr c1 cM ci.
Qed.

(* and no larger constant is a bound, so that c is the infimum *)
Theorem floor_best c' : (0 < r)%N -> (forall i t, (i < r)%N -> c' <= iter t f (lam0 i)) -> c' <= c.
Proof.
move=> r0 h; case: top => M1 Mi Mtop; case: floor => _ _ _ least.
have c'1 : c' <= 1.
  rewrite leNgt; apply/negP => lt; have d0 : 0 < c' - 1 by rewrite subr_gt0.
  have x0 : eta * lam0 0%N ^+ (2 * n) <= 1.
    apply: le_trans small; rewrite ler_pmul2l // ler_expn2r ?nnegrE ?Mi ?(ltW (head r0)) //; exact: (le_trans _ M1).
  have [T /(_ T (leqnn T))] := A3_head_limit eta0 etaL (head r0) x0 d0.
  have := h 0%N T r0; move=> cT; rewrite ltNge; move/negP; apply.
  by rewrite (le_trans _ (ler_norm _)) // ler_add2r.
case: least => [->|->|[i ir <-]] //; last exact: (h i 0%N).
case: Mtop => [->|[i ir <-]]; last exact: (h i 1%N).
by rewrite stepE !expr1n subrr mulr0 addr0.
Qed.
End Head.

(* ---------------------------------------------------------------- the trained network *)

Section Trained.
Variables (R : archiFieldType) (n : nat) (eta : R).
Notation L := n.+1.

Lemma value_head lam t : value L eta 1 1 lam t = iter t (step n eta) lam.
Proof.
elim: t => //= t; rewrite /value /= => ->; rewrite stepE /value_step subn1 /= mul1r.
by move: (iter _ _ _) => z; move: (z ^+ n) (z ^+ L) => u v; ring.
Qed.

Lemma value_tail lam t : value L eta 1 0 lam t = iter t (tail_step n eta) lam.
Proof.
elim: t => //= t; rewrite /value /= => ->; rewrite /tail_step /value_step subn1 /= mul1r subr0.
by rewrite -exprD; congr (_ - _ * _ ^+ _); lia.
Qed.

(* a tail value that the covariance does not see never moves *)
Lemma value_hidden lam t : value L eta 0 0 lam t = lam.
Proof. by elim: t => //= t; rewrite /value /= => ->; rewrite /value_step mul0r subrr mulr0 mulr0 subr0. Qed.

(* Lemma A.3 with the printed step size, about the layers of the network: in the frames of the start every layer is diagonal for ever,
   and its first r diagonal entries are positive and tend to 1 *)
Theorem A3_head_of_the_network (d : nat -> nat) (Q : forall l, 'M[R]_(d l)) m r Sxx Syx sigma s W0 lam0 M :
  (2 <= L)%N -> Sxx^T = Sxx -> Syx = Q L *m pad _ _ s *m (Q 0%N)^T -> (forall i, (m <= i)%N -> s i = 0) ->
  balanced W0 L Q lam0 m -> seen Q Sxx sigma lam0 ->
  (forall i, (i < r)%N -> [/\ s i = 1, sigma i = 1 & 0 < lam0 i <= M]) ->
  1 <= M -> 0 < eta -> eta < L%:R^-1 -> eta < (M ^+ (2 * L - 2))^-1 ->
  exists lam : nat -> nat -> R,
  [/\ lam 0%N = lam0,
      forall t l, (l < L)%N -> trained eta Sxx Syx W0 t l = Q l.+1 *m pad _ _ (lam t) *m (Q l)^T,
      forall t i, (i < r)%N -> 0 < lam t i <= M
    & forall i, (i < r)%N -> forall eps, 0 < eps -> exists T, forall t, (T <= t)%N -> `|lam t i - 1| < eps].
Proof.
move=> L2 sym tgt s0 bal al hd M1 eta0 etaL etaM.
have eL : eta * L%:R <= 1 by rewrite -ler_pdivl_mulr ?ltr0n // div1r ltW.
have M0 : 0 < M by apply: lt_le_trans M1.
have eM : eta * M ^+ (2 * n) <= 1.
  have e : (2 * L - 2 = 2 * n)%N by lia.
  by rewrite e in etaM; rewrite -ler_pdivl_mulr ?exprn_gt0 // div1r ltW.
exists (fun t i => value L eta (sigma i) (s i) (lam0 i) t); split=> //.
- move=> t l lL; apply: (layer_forever (ltnW L2) sym tgt s0) => // j; rewrite /alive gtn_eqF // orbF; exact: al.
- move=> t i /hd[-> -> x]; rewrite value_head.
  by have [] := path_bound eta0 eL t M1 eM x.
move=> i /hd[-> -> /andP[x0 xM]] eps e0.
have [|T h] := A3_head_limit eta0 eL x0 _ e0.
  by apply: le_trans eM; rewrite ler_pmul2l // ler_expn2r // nnegrE ltW.
by exists T => t /h; rewrite value_head.
Qed.
End Trained.

(* the hypotheses are not vacuous: two layers of width 2, head value 2, a live tail value 1/2, step size 1/5 *)
Section Example.
Variable R : archiFieldType.
Definition example_lam (i : nat) : R := if i == 0%N then 2%:R else if i == 1%N then 2%:R^-1 else 0.
Definition example_one (i : nat) : R := (i == 0%N)%:R.
Definition example_Q (l : nat) : 'M[R]_2 := 1%:M.
Definition example_W (l : nat) : 'M[R]_2 := pad _ _ example_lam.

Lemma example_inhabits (eta := 5%:R^-1 : R) (M := 2%:R : R) :
  [/\ @balanced _ (fun=> 2%N) example_W 2 example_Q example_lam 2,
      @seen _ (fun=> 2%N) example_Q 1%:M (fun=> 1) example_lam,
      forall i, (i < 1)%N -> [/\ example_one i = 1, (fun=> 1 : R) i = 1 & 0 < example_lam i <= M]
    & [/\ 1 <= M, 0 < eta, eta < 2%:R^-1, eta < (M ^+ (2 * 2 - 2))^-1 & 0 < example_lam 1%N]].
Proof.
have nat_lt (a b : nat) : (0 < a < b)%N -> b%:R^-1 < a%:R^-1 :> R.
  by case/andP => a0 ab; rewrite ltf_pinv ?posrE ?ltr0n ?ltr_nat // (ltn_trans a0 ab).
split.
- split=> // [l _|[|[|i]] //|l _]; first by rewrite /orthogonal trmx1 mulmx1.
  by rewrite /example_Q trmx1 mulmx1 mul1mx.
- by move=> j _; rewrite mul1mx scale1r.
- by case=> // _; rewrite /example_one /example_lam /= ltr0n lexx.
split; rewrite ?ler1n ?invr_gt0 ?ltr0n //; first exact: nat_lt.
by rewrite /M -natrX; exact: nat_lt.
Qed.
End Example.
