(* Lemma A.6: the norm of the functional Hessian, from above for any layers, from above and below at every aligned point. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Hessian A5 Spectral Norms.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section AnyLayers.
Variables (R : realFieldType) (d : nat -> nat) (L N : nat) (W : forall l, 'M[R]_(d l.+1, d l)).
Variables (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0)) (y : 'I_N -> 'cV[R]_(d L)).

Lemma bounded_unit m n : bounded (unit_of R m n) 1.
Proof.
have -> : unit_of R m n = pad m n (fun=> 1) by apply/matrixP => i j; rewrite !mxE.
by apply: bounded_diag => [|i _]; rewrite ?ler01 ?normr1.
Qed.

Lemma bounded_mult m k l : (forall j, (j < L)%N -> bounded (W j) m) -> (l <= k <= L)%N -> bounded (mult W k l) (m ^+ (k - l)).
Proof.
move=> h /andP[lk kL]; elim: k lk kL => [|k IH] lk kL; first by rewrite /= sub0n expr0; apply: bounded_unit.
rewrite /=; case: eqP => [->|/eqP ne]; first by rewrite subnn expr0; apply: bounded_unit.
have lk' : (l <= k)%N by rewrite -ltnS ltn_neqAle ne lk.
by rewrite subSn // exprS; apply: bounded_mul; [apply: h | apply: IH => //; apply: ltnW].
Qed.

(* for all layers of norm at most m, aligned or not, and a residual covariance of norm at most w: |H_f| <= (L - 1) w m^(L - 2) *)
Theorem H_f_bound m w : (0 < L)%N -> (forall l, (l < L)%N -> bounded (W l) m) -> bounded (Omega W p x y) w ->
  bounded (H_f W p x y) ((L - 1)%:R * (w * m ^+ (L - 2))).
Proof.
move=> L0 hW hO; have m0 : 0 <= m by case: (hW 0%N L0).
have w0 : 0 <= w by case: hO.
have low k l : (l < k)%N -> (k < L)%N -> bounded (lower W p x y k l) (w * m ^+ (L - 2)).
  move=> lk kL; apply: bounded_swap.
  have -> : w * m ^+ (L - 2) = m ^+ (L - k.+1) * w * m ^+ (l - 0) * m ^+ (k - l.+1).
    have -> : (L - 2 = (L - k.+1) + (l - 0) + (k - l.+1))%N by lia.
    by rewrite !exprD; ring.
  apply: bounded_tens; last by apply: bounded_mult => //; rewrite lk ltnW.
  apply: bounded_mul; last by apply: bounded_tr; apply: bounded_mult => //=; lia.
  by apply: bounded_mul => //; apply: bounded_tr; apply: bounded_mult => //; lia.
apply: bounded_offdiagonal => // [|k l kl|k l /eqP->]; first by rewrite mulr_ge0 ?exprn_ge0.
  case: ltngtP => [lt|lt|e]; first exact: low.
    by apply: bounded_tr; apply: low.
  by case/eqP: kl; apply: val_inj.
by rewrite ltnn.
Qed.
End AnyLayers.

Section Aligned.
Variables (R : realFieldType) (d : nat -> nat) (L N : nat) (W : forall l, 'M[R]_(d l.+1, d l)).
Variables (p : 'I_N -> R) (x : 'I_N -> 'cV[R]_(d 0)) (y : 'I_N -> 'cV[R]_(d L)).
Variables (Q : forall l, 'M[R]_(d l)) (lam omega : nat -> R) (r : nat).
Hypothesis bal : balanced W L Q lam r.
Hypothesis aligned : Omega W p x y = Q L *m pad _ _ omega *m (Q 0%N)^T.

Let ortho l : (l <= L)%N -> orthogonal (Q l). Proof. by case: bal => o _ _ _; apply: o. Qed.
Let room l : (l <= L)%N -> (r <= d l)%N. Proof. by case: bal => _ o _ _; apply: o. Qed.

Lemma bounded_frame m n (P : 'M[R]_m) (S : 'M[R]_n) (s : nat -> R) a : orthogonal P -> orthogonal S -> 0 <= a ->
  (forall i, (i < minn m n)%N -> `|s i| <= a) -> bounded (P *m pad m n s *m S^T) a.
Proof.
move=> oP oS a0 h; rewrite -[a]mulr1 -[a]mul1r.
apply: bounded_mul; last by apply: bounded_ortho; apply: orthogonal_tr.
by apply: bounded_mul; [apply: bounded_ortho | apply: bounded_diag].
Qed.

(* Lemma A.6 from above: |H_f| <= (L - 1) max_i |omega_i| (max_i |lambda_i|)^(L - 2) *)
Theorem A6_upper m w : (0 < L)%N -> 0 <= m -> 0 <= w ->
  (forall i, (i < r)%N -> `|lam i| <= m) -> (forall i, (i < minn (d L) (d 0%N))%N -> `|omega i| <= w) ->
  bounded (H_f W p x y) ((L - 1)%:R * (w * m ^+ (L - 2))).
Proof.
move=> L0 m0 w0 hl ho; apply: H_f_bound => // [l lL|].
  case: bal => _ _ z ->//; apply: bounded_frame => [|||i _] //; [exact: ortho | exact/ortho/ltnW |].
  by case: (ltnP i r) => [/hl//|ir]; rewrite z // normr0.
by rewrite aligned; apply: bounded_frame => //; apply: ortho.
Qed.

Variable i : nat.
Hypothesis ir : (i < r)%N.

(* the direction that turns every layer by the same singular pair *)
Definition only (a : R) (k : nat) : R := a *+ (k == i).
Definition turn l : 'M[R]_(d l.+1, d l) := Q l.+1 *m pad _ _ (only 1) *m (Q l)^T.

Lemma frame_mul m n q (P : 'M[R]_m) (S : 'M[R]_n) (T : 'M[R]_q) s t u : orthogonal S -> (forall k, s k * t k = u k) ->
  (forall k, (n <= k)%N -> u k = 0) ->
  (P *m pad m n s *m S^T) *m (S *m pad n q t *m T^T) = P *m pad m q u *m T^T.
Proof.
move=> oS su z; rewrite !mulmxA -(mulmxA _ S^T) orthogonalC // mulmx1; congr (_ *m _).
rewrite -mulmxA pad_mul => [|k /andP[nk _]]; last by rewrite su z.
by congr (_ *m _); apply: eq_pad.
Qed.

Lemma only_room l a k : (l <= L)%N -> (d l <= k)%N -> only a k = 0.
Proof. by move=> lL dk; rewrite /only gtn_eqF // (leq_trans ir) // (leq_trans (room lL)). Qed.

Lemma frame_add m n (P : 'M[R]_m) (S : 'M[R]_n) s t u : (forall k, s k + t k = u k) ->
  P *m pad m n s *m S^T + P *m pad m n t *m S^T = P *m pad m n u *m S^T.
Proof.
move=> su; rewrite -mulmxDl -mulmxDr; congr (_ *m _ *m _); apply/matrixP => a b; rewrite !mxE.
by rewrite -mulrnDl su.
Qed.

Lemma D1_turn k : (k <= L)%N -> D1 W turn k = Q k *m pad _ _ (only (k%:R * lam i ^+ (k - 1))) *m (Q 0%N)^T.
Proof.
elim: k => [|k IH] kL.
  rewrite /D1 big_ord0 mul0r; have -> : pad (d 0%N) (d 0%N) (only 0) = 0.
    by apply/matrixP => a b; rewrite !mxE /only !mul0rn.
  by rewrite mulmx0 mul0mx.
rewrite D1S IH ?(ltnW kL) // (mult_balanced bal) ?(ltnW kL) //; case: (bal) => _ _ _ -> //.
rewrite (frame_mul (u := (only (lam i * (k%:R * lam i ^+ (k - 1))))) _ _ (ortho (ltnW kL))); last 2 first.
- by move=> j; rewrite /only; case: eqP => [->|]; rewrite ?mulr0n ?mulr0.
- by move=> j; apply: only_room; rewrite ltnW.
rewrite (frame_mul (u := (only (lam i ^+ k))) _ _ (ortho (ltnW kL))); last 2 first.
- by move=> j; rewrite /only subn0; case: eqP => [->|]; rewrite ?mulr0n ?mul0r ?mul1r.
- by move=> j; apply: only_room; rewrite ltnW.
apply: frame_add => j; rewrite /only -mulrnDl; congr (_ *+ _).
rewrite subn1 /= mulrCA; case: k {IH kL} => [|k]; first by rewrite !mul0r add0r mul1r.
by rewrite subn1 /= -exprS [in RHS]mulrS mulrDl mul1r addrC.
Qed.

Lemma D2_turn k : (k <= L)%N -> D2 W turn k = Q k *m pad _ _ (only ('C(k, 2)%:R * lam i ^+ (k - 2))) *m (Q 0%N)^T.
Proof.
elim: k => [|k IH] kL.
  rewrite /D2 big_ord0 mul0r; have -> : pad (d 0%N) (d 0%N) (only 0) = 0.
    by apply/matrixP => a b; rewrite !mxE /only !mul0rn.
  by rewrite mulmx0 mul0mx.
rewrite D2S IH ?(ltnW kL) // D1_turn ?(ltnW kL) //; case: (bal) => _ _ _ -> //.
rewrite (frame_mul (u := (only (lam i * ('C(k, 2)%:R * lam i ^+ (k - 2))))) _ _ (ortho (ltnW kL))); last 2 first.
- by move=> j; rewrite /only; case: eqP => [->|]; rewrite ?mulr0n ?mulr0.
- by move=> j; apply: only_room; rewrite ltnW.
rewrite (frame_mul (u := (only (k%:R * lam i ^+ (k - 1)))) _ _ (ortho (ltnW kL))); last 2 first.
- by move=> j; rewrite /only; case: eqP => [_|_]; rewrite ?mulr0n ?mul0r ?mul1r.
- by move=> j; apply: only_room; rewrite ltnW.
apply: frame_add => j; rewrite /only -mulrnDl; congr (_ *+ _).
rewrite binS bin1 natrD mulrDl mulrCA subSS; congr (_ + _).
case: k {IH kL} => [|[|k]]; rewrite ?mul0r //.
by rewrite !subSS !subn0 -exprS.
Qed.

Lemma trace_frame m n (P : 'M[R]_m) (S : 'M[R]_n) s t : orthogonal P -> orthogonal S -> (i < m)%N -> (i < n)%N ->
  (forall k, k != i -> t k = 0) -> \tr (P *m pad m n s *m S^T *m (P *m pad m n t *m S^T)^T) = s i * t i.
Proof.
move=> oP oS im jn z; rewrite !trmx_mul trmxK !mulmxA -(mulmxA _ S^T) orthogonalC // mulmx1.
rewrite mxtrace_mulC !mulmxA orthogonalC // mul1mx /mxtrace (bigD1 (Ordinal im)) //= big1 ?addr0 => [|a ai].
  rewrite mxE (bigD1 (Ordinal jn)) //= big1 ?addr0 => [|b bi]; first by rewrite !mxE /= eqxx !mulr1n.
  by rewrite !mxE /= -val_eqE /= in bi *; rewrite eq_sym (negbTE bi) mulr0n mul0r.
rewrite mxE big1 // => b _; rewrite !mxE z ?mul0rn ?mulr0 //.
Qed.

(* Lemma A.6 from below, and so its sharpness: (L - 1) |omega_i| |lambda_i|^(L - 2) <= |H_f| for every i *)
Theorem A6_lower c : (0 < L)%N -> bounded (H_f W p x y) c -> (L - 1)%:R * (`|omega i| * `|lam i| ^+ (L - 2)) <= c.
Proof.
move=> L0 hc; have := bounded_form (vec_params L turn) hc.
have Lp : 0 < L%:R :> R by rewrite ltr0n.
have -> : dot (vec_params L turn) (vec_params L turn) = L%:R.
  rewrite dot_mxcol (eq_bigr (fun=> 1)) ?sumr_const ?card_ord // => l _.
  rewrite /dot vecr_dot mxE mulr1n mxtrace_mulC /turn (trace_frame _ (ortho (ltn_ord l)) (ortho (ltnW (ltn_ord l)))).
  - by rewrite /only eqxx mulr1n mulr1.
  - by rewrite (leq_trans ir) // room.
  - by rewrite (leq_trans ir) // room // ltnW.
  by move=> k /negbTE ki; rewrite /only ki.
rewrite /dot mulmxA functional_form mxE mulr1n D2_turn // aligned (trace_frame _ (ortho (leqnn L)) (ortho (leq0n L))); last 3 first.
- by rewrite (leq_trans ir) // room.
- by rewrite (leq_trans ir) // room.
- by move=> k /negbTE ki; rewrite /only ki.
have two : (2 * 'C(L, 2) = L * (L - 1))%N by rewrite -mul_bin_diag bin1 subn1.
rewrite /only eqxx mulr1n -mulr_natl mulrCA [2%:R * (_ * _)]mulrA -natrM two.
rewrite natrM !normrM !normr_nat normrX => h.
rewrite -(ler_pmul2r Lp); apply: le_trans h; rewrite le_eqVlt; apply/orP; left; apply/eqP.
by move: (L%:R) ((L - 1)%:R) (`|_|) (`|_| ^+ _) => a b u v; ring.
Qed.
End Aligned.
