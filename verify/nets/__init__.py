"""What is true: networks, their Hessians from the definition of the loss, gradient descent on the matrices."""
