(* A certificate: a polynomial expression whose expanded coefficients are natural numbers is not negative where its variables are not. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
Require BinNat.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* expressions in variables 0, 1, ...; the checker refuses a difference that leaves a negative coefficient *)
Inductive expr := Var of nat | Cst of nat | Add of expr & expr | Mul of expr & expr | Sub of expr & expr.

(* polynomials in n variables with natural coefficients, as nested lists *)
Fixpoint poly_in (n : nat) : Type := if n is m.+1 then seq (poly_in m) else BinNums.N.

Definition one := BinNums.Npos BinNums.xH.
Definition czero n : poly_in n := if n is m.+1 return poly_in n then [::] else BinNums.N0.
Fixpoint ccst n (c : BinNums.N) : poly_in n := if n is m.+1 return poly_in n then [:: ccst m c] else c.
Fixpoint cvar n (i : nat) : poly_in n :=
  if n is m.+1 return poly_in n then (if i is j.+1 then [:: cvar m j] else [:: czero m; ccst m one]) else BinNums.N0.

Section Level.
Variables (C : Type) (z : C) (add mul sub : C -> C -> C) (le : C -> C -> bool).
Fixpoint ladd (p q : seq C) := match p, q with [::], _ => q | _, [::] => p | a :: p', b :: q' => add a b :: ladd p' q' end.
Fixpoint lmul (p q : seq C) := if p is a :: p' then ladd (map (mul a) q) (z :: lmul p' q) else [::].
Fixpoint lsub (p q : seq C) := match p, q with [::], _ => [::] | _, [::] => p | a :: p', b :: q' => sub a b :: lsub p' q' end.
Fixpoint lle (p q : seq C) := match p, q with [::], _ => true | a :: p', [::] => le a z && lle p' [::] | a :: p', b :: q' => le a b && lle p' q' end.
End Level.

Fixpoint cadd n : poly_in n -> poly_in n -> poly_in n := if n is m.+1 return poly_in n -> poly_in n -> poly_in n then ladd (@cadd m) else BinNat.N.add.
Fixpoint cmul n : poly_in n -> poly_in n -> poly_in n :=
  if n is m.+1 return poly_in n -> poly_in n -> poly_in n then lmul (czero m) (@cadd m) (@cmul m) else BinNat.N.mul.
Fixpoint csub n : poly_in n -> poly_in n -> poly_in n := if n is m.+1 return poly_in n -> poly_in n -> poly_in n then lsub (@csub m) else BinNat.N.sub.
Fixpoint cle n : poly_in n -> poly_in n -> bool := if n is m.+1 return poly_in n -> poly_in n -> bool then lle (czero m) (@cle m) else BinNat.N.leb.

(* the expanded expression, and whether every difference in it was allowed *)
Fixpoint expand n (e : expr) : poly_in n * bool :=
  match e with
  | Var i => (cvar n i, (i < n)%N)
  | Cst c => (ccst n (bin_of_nat c), true)
  | Add a b => let: (p, u) := expand n a in let: (q, v) := expand n b in (cadd p q, u && v)
  | Mul a b => let: (p, u) := expand n a in let: (q, v) := expand n b in (cmul p q, u && v)
  | Sub a b => let: (p, u) := expand n a in let: (q, v) := expand n b in (csub p q, [&& u, v & cle q p])
  end.
Definition natural n e := (expand n e).2.

Section Value.
Variable R : realFieldType.
Definition num (c : BinNums.N) : R := (nat_of_bin c)%:R.
Fixpoint value (x : nat -> R) (e : expr) : R :=
  match e with
  | Var i => x i | Cst c => c%:R
  | Add a b => value x a + value x b | Mul a b => value x a * value x b | Sub a b => value x a - value x b
  end.

Fixpoint at_point n (x : nat -> R) : poly_in n -> R :=
  if n is m.+1 return poly_in n -> R then foldr (fun c s => @at_point m (fun i => x i.+1) c + x 0%N * s) 0 else num.

Lemma at_zero n x : at_point x (czero n) = 0. Proof. by case: n x. Qed.
Lemma at_cst n x c : at_point x (ccst n c) = num c.
Proof. by elim: n x => //= n IH x; rewrite IH mulr0 addr0. Qed.
Lemma num1 : num one = 1. Proof. by []. Qed.
Lemma at_var n x i : (i < n)%N -> at_point x (cvar n i) = x i.
Proof.
elim: n x i => // n IH x [|i] /=; last by rewrite ltnS => /IH->; rewrite mulr0 addr0.
by rewrite at_zero at_cst num1 mulr0 addr0 mulr1 add0r.
Qed.

Lemma at_add n x p q : at_point x (@cadd n p q) = at_point x p + at_point x q.
Proof.
elim: n x p q => [|n IH] x /=; first by move=> p q; rewrite /num nat_of_add_bin natrD.
elim=> [|a p IHp] [|b q] /=; rewrite ?add0r ?addr0 // IH IHp; ring.
Qed.

Lemma at_mul n x p q : at_point x (@cmul n p q) = at_point x p * at_point x q.
Proof.
elim: n x p q => [|n IH] x /=; first by move=> p q; rewrite /num nat_of_mul_bin natrM.
move=> p q; elim: p => [|a p IHp] /=; first by rewrite mul0r.
have /= -> := @at_add n.+1 x [seq cmul a i | i <- q] (czero n :: lmul (czero n) (@cadd n) (@cmul n) p q).
rewrite at_zero add0r IHp mulrDl mulrA; congr (_ + _).
elim: q {IHp} => [|b q IHq] /=; first by rewrite mulr0.
rewrite IH IHq; ring.
Qed.

Lemma num_ge0 c : 0 <= num c. Proof. exact: ler0n. Qed.
Lemma at_ge0 n x p : (forall i, 0 <= x i) -> 0 <= at_point x (p : poly_in n).
Proof.
elim: n x p => [|n IH] x p x0 /=; first exact: num_ge0.
by elim: p => //= a p IHp; rewrite addr_ge0 ?mulr_ge0 ?IH.
Qed.

Lemma lle_nil n p x : @lle (poly_in n) (czero n) (@cle n) p [::] -> (forall a, @cle n a (czero n) -> at_point x a = 0) -> 
  forall t, foldr (fun c s => at_point x c + t * s) 0 p = 0.
Proof. by move=> h z t; elim: p h => //= a p IH /andP[/z-> /IH->]; rewrite mulr0 addr0. Qed.

Lemma cle_zero n x a : @cle n a (czero n) -> at_point x a = 0.
Proof.
elim: n x a => [|n IH] x /=; first by case.
by move=> p h; apply: (lle_nil h) => a; apply: IH.
Qed.

Lemma at_sub n x p q : @cle n q p -> at_point x (@csub n p q) = at_point x p - at_point x q.
Proof.
elim: n x p q => [|n IH] x /=.
  move=> p q /BinNat.N.leb_le qp; apply/eqP; rewrite eq_sym subr_eq; apply/eqP.
  by rewrite /num -natrD -nat_of_add_bin BinNat.N.sub_add.
elim=> [|a p IHp] [|b q] /=; rewrite ?subr0 //.
  case/andP=> /(cle_zero (fun i => x i.+1))-> /lle_nil -> => [|c]; last exact: cle_zero.
  by rewrite mulr0 addr0 subr0.
by case/andP=> /IH-> /IHp->; ring.
Qed.

Lemma value_expand n x e : natural n e -> value x e = at_point x (expand n e).1.
Proof.
rewrite /natural; elim: e => [i|c|a IHa b IHb|a IHa b IHb|a IHa b IHb] /=.
- by move=> h; rewrite at_var.
- by rewrite at_cst /num bin_of_natK.
- case: (expand n a) IHa => p u IHa; case: (expand n b) IHb => q v IHb /= /andP[/IHa-> /IHb->]; by rewrite at_add.
- case: (expand n a) IHa => p u IHa; case: (expand n b) IHb => q v IHb /= /andP[/IHa-> /IHb->]; by rewrite at_mul.
by case: (expand n a) IHa => p u IHa; case: (expand n b) IHb => q v IHb /= /and3P[/IHa-> /IHb-> /(at_sub x)->].
Qed.

(* the one theorem of this file *)
Theorem certified n x e : (forall i, 0 <= x i) -> natural n e -> 0 <= value x e.
Proof. by move=> x0 /(value_expand x)->; apply: at_ge0. Qed.
End Value.
