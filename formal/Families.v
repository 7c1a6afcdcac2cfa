(* The characteristic polynomial of a sum of matrices that annihilate each other, each of low rank: the spectrum by orthogonal families. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
Require Import Definitions Balanced.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Families.
Variables (F : fieldType) (n : nat).

Lemma char_poly0 : char_poly (0 : 'M[F]_n) = 'X^n.
Proof. by rewrite /char_poly /char_poly_mx map_mx0 subr0 det_scalar. Qed.

Lemma char_poly_add (A B : 'M[F]_n) : A *m B = 0 -> 'X^n * char_poly (A + B) = char_poly A * char_poly B.
Proof.
move=> AB; rewrite /char_poly -det_mulmx -detZ; congr (\det _).
have e : map_mx polyC A *m map_mx polyC B = 0.
  by rewrite -(map_mxM (polyC_rmorphism F)) AB map_mx0.
rewrite /char_poly_mx map_mxD mulmxBl !mulmxBr e subr0 scalerBr scalerDr !mul_scalar_mx mul_mx_scalar.
by rewrite opprD addrA addrAC.
Qed.

Variables (I : eqType) (m : I -> nat) (S : forall i, 'M[F]_(n, m i)) (B : forall i, 'M[F]_(m i)).

Lemma char_poly_sum (s : seq I) (G : I -> 'M[F]_n) : uniq s ->
  (forall i j, i \in s -> j \in s -> i != j -> G i *m G j = 0) ->
  'X^n ^+ size s * char_poly (\sum_(i <- s) G i) = 'X^n * \prod_(i <- s) char_poly (G i).
Proof.
elim: s => [|i s IH] /=; first by rewrite !big_nil char_poly0 mul1r mulr1.
case/andP => iN us h; rewrite !big_cons exprSr -mulrA char_poly_add; last first.
  rewrite mulmx_sumr big_seq big1 // => j js; apply: h; rewrite ?mem_head // ?inE ?js ?orbT //.
  by apply: contraNneq iN => ->.
by rewrite mulrCA IH 1?mulrCA // => j k js ks; apply: h; rewrite inE ?js ?ks orbT.
Qed.

Theorem char_poly_families (s : seq I) : uniq s -> (forall i j, i \in s -> j \in s -> i != j -> (S i)^T *m S j = 0) ->
  'X^(\sum_(i <- s) m i) * char_poly (\sum_(i <- s) S i *m B i *m (S i)^T) =
  'X^n * \prod_(i <- s) char_poly ((S i)^T *m (S i *m B i)).
Proof.
move=> us h; have X0 : 'X^n ^+ size s != 0 :> {poly F} by rewrite !expf_neq0 ?polyX_eq0.
apply: (mulfI X0); rewrite mulrCA char_poly_sum => [|//|i j si sj ij]; last first.
  by rewrite -!mulmxA (mulmxA (S i)^T) h // !(mul0mx, mulmx0).
rewrite mulrCA [RHS]mulrCA; congr (_ * _); rewrite expr_sum.
rewrite -big_split /= (eq_bigr (fun i => 'X^n * char_poly ((S i)^T *m (S i *m B i)))) => [|i _]; last exact: char_poly_mulC.
rewrite big_split /=; congr (_ * _).
by elim: (s) => [|i t IH]; rewrite ?big_nil // big_cons IH /= exprS.
Qed.
End Families.
