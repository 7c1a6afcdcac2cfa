(* The block of one index alone: its L eigenvalues, among them the level values of the dominant cluster. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From mathcomp.real_closed Require Import mxtens.
Require Import Definitions Balanced Families Frames ExactSpectrum.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Level.
Variable F : fieldType.

Lemma char_poly_shift n (A : 'M[F]_n) b : char_poly (A - b%:M) = char_poly A \Po ('X + b%:P).
Proof.
rewrite /char_poly -[RHS]/(comp_poly_rmorphism ('X + b%:P) (\det (char_poly_mx A))) -det_map_mx; congr (\det _).
apply/matrixP => i j; rewrite !mxE /= comp_polyB comp_polyC; case: (i == j).
  by rewrite !mulr1n comp_polyX polyCB opprB addrA addrAC.
by rewrite !mulr0n comp_poly0 subr0.
Qed.

Lemma char_poly_rank1 n (v : 'rV[F]_n.+1) g : char_poly (g *: (v^T *m v)) = 'X^n * ('X - (g * (v *m v^T) 0 0)%:P).
Proof.
have X0 : 'X != 0 :> {poly F} by rewrite polyX_eq0.
apply: (mulfI X0); rewrite scalemxAl -[X in X * _]expr1 char_poly_mulC mulrA -exprS; congr (_ * _).
have -> : v *m (g *: v^T) = (g * (v *m v^T) 0 0)%:M by rewrite -scalemxAr {1}[v *m v^T]mx11_scalar scale_scalar_mx.
by move: (g * _) => c; rewrite /char_poly det_mx11 !mxE eqxx !mulr1n.
Qed.

Lemma char_poly_corner m n (A : 'M[F]_m) : char_poly (block_mx A 0 0 (0 : 'M_n)) = char_poly A * 'X^n.
Proof.
rewrite /char_poly /char_poly_mx map_block_mx !map_mx0 scalar_mx_block opp_block_mx add_block_mx !oppr0 !addr0.
by rewrite det_ublock det_scalar.
Qed.
End Level.

Section Block.
Variables (R : fieldType) (d : nat -> nat) (n m : nat) (W : forall l, 'M[R]_(d l.+1, d l)) (Q : forall l, 'M[R]_(d l)).
Notation L := n.+1.
Variables (lam omega sigma : nat -> R).
Hypothesis n1 : (1 <= n)%N.
Hypothesis bal : balanced W L Q lam m.

(* Theorem A (b): L sigma lambda^(2L-2) + (L-1) omega lambda^(L-2) once, - omega lambda^(L-2) L - 1 times; L zeros more, by which the block is too large *)
Theorem level i (h := omega i * lam i ^+ (L - 2)) : (i < m)%N ->
  char_poly (@mask_pair R d L i i *m block_one L lam omega sigma i) =
  'X^L * (('X - (L%:R * (sigma i * lam i ^+ (2 * (L - 1))) + (L - 1)%:R * h)%:P) * ('X + h%:P) ^+ (L - 1)).
Proof.
move=> im; have -> : @mask_pair R d L i i = 1%:M.
  rewrite /mask_pair (_ : @mask R d L i i = 1%:M) -?scalar_mx_block //; case: bal => _ rd _ _.
  by apply/matrixP => a b; rewrite !mxE /fits !(leq_trans im) // rd // ltnW.
rewrite mul1mx /block_one char_poly_corner mulrC; congr (_ * _).
pose v : 'rV[R]_L := const_mx 1.
have -> : sigma i *: ((reach L lam i i)^T *m reach L lam i i) + couple L lam omega i i =
    (sigma i * lam i ^+ (2 * (L - 1)) + h) *: (v^T *m v) - h%:M.
  have q k : (k < L)%N -> lam i ^+ (L - k.+1) * lam i ^+ k = lam i ^+ n by move=> kL; rewrite -exprD subSS subnK.
  apply/matrixP => k l; rewrite !mxE !big_ord1 !mxE mulr1 !q ?ltn_ord //.
  have [kL lL] := (ltn_ord k, ltn_ord l).
  have e (u w : nat) : (u < w)%N -> (w < L)%N -> omega i * lam i ^+ (L - w.+1 + u) * lam i ^+ (w - u.+1) = h.
    by move=> uw wL; rewrite -mulrA -exprD /h; congr (_ * _ ^+ _); lia.
  have -> : lam i ^+ (2 * (L - 1)) = lam i ^+ n * lam i ^+ n by rewrite subn1 mul2n -addnn exprD.
  case: (ltngtP l k) => [lk|kl|/val_inj lk].
  - by rewrite e // -val_eqE /= gtn_eqF // mulr0n subr0 ?mulr1.
  - by rewrite e // -val_eqE /= ltn_eqF // mulr0n subr0 ?mulr1.
  by rewrite lk eqxx addr0 mulr1n ?mulr1 addrK.
have cX k : ('X^k : {poly R}) \Po ('X + h%:P) = ('X + h%:P) ^+ k.
  by elim: k => [|k IH]; [rewrite !expr0 -polyC1 comp_polyC | rewrite !exprS comp_polyM comp_polyX IH].
rewrite char_poly_shift char_poly_rank1 comp_polyM cX comp_polyB comp_polyX comp_polyC mulrC.
rewrite subn1 /=; congr (_ * _).
have -> : (v *m v^T) 0 0 = L%:R by rewrite mxE (eq_bigr (fun=> 1)) ?sumr_const ?card_ord // => k _; rewrite !mxE mulr1.
rewrite -addrA; congr (_ + _); rewrite -polyCB -polyCN; congr (_%:P).
have -> : L%:R = n%:R + 1 :> R by rewrite -(natrD _ n 1) addn1.
by move: (lam i ^+ (2 * n)) (n%:R : R) => u w; ring.
Qed.
End Block.
