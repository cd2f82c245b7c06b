/// How strongly large weights are pulled to zero, the length that vectors are brought to, and how it is learnt: set once on the
/// worked example `examples/codebooks/trade-measures.toml`, where precision and recall hardly move for twice or half of each.
const DECAY: f64 = 1e-3;
const LENGTH: f64 = 5.0;
const STEPS: usize = 300;
const RATE: f64 = 20.0;

/// Tells classes of vectors apart: multinomial logistic regression, learnt by plain gradient descent from zero, so that the same
/// examples always give the same weights. It is learnt in terms of the examples, which are fewer than the vectors are long.
#[derive(Debug, Clone)]
pub struct Learner {
    /// Mean of the examples' vectors, which is taken off every vector.
    middle: Vec<f64>,
    /// [classes][size]
    weights: Vec<Vec<f64>>,
    /// [classes]
    bias: Vec<f64>,
}

impl Learner {
    /// Learns from vectors of one size with their classes, `0..classes`. Each class weighs the same, however many examples it has.
    #[must_use]
    pub fn learn(vectors: &[Vec<f32>], classes_of: &[usize], classes: usize) -> Self {
        let mut examples: Vec<Vec<f64>> = vectors.iter().map(|vector| of_length(vector)).collect();
        let middle = mean(&examples);
        for example in &mut examples {
            for (value, middle) in example.iter_mut().zip(&middle) {
                *value -= middle;
            }
        }
        let likeness: Vec<Vec<f64>> = examples.iter().map(|one| examples.iter().map(|other| dot(one, other)).collect()).collect();
        let count = |class: usize| classes_of.iter().filter(|own| **own == class).count().max(1) as f64;
        // [examples][classes]: how much of each example goes into a class's weights.
        let mut shares = vec![vec![0.0; classes]; examples.len()];
        let mut bias = vec![0.0; classes];
        for _ in 0..STEPS {
            let errors: Vec<Vec<f64>> = likeness
                .iter()
                .zip(classes_of)
                .map(|(likeness, &own)| {
                    let mut scores = bias.clone();
                    for (likeness, shares) in likeness.iter().zip(&shares) {
                        for (score, share) in scores.iter_mut().zip(shares) {
                            *score += likeness * share;
                        }
                    }
                    let weight = 1.0 / (count(own) * classes as f64);
                    let sure = softmax(&scores);
                    sure.iter().enumerate().map(|(class, sure)| (sure - f64::from(u8::from(class == own))) * weight).collect()
                })
                .collect();
            for (shares, errors) in shares.iter_mut().zip(&errors) {
                for ((share, error), bias) in shares.iter_mut().zip(errors).zip(&mut bias) {
                    *share -= RATE * (error + DECAY * *share);
                    *bias -= RATE * error;
                }
            }
        }
        let weights = (0..classes)
            .map(|class| {
                let mut weights = vec![0.0; middle.len()];
                for (example, shares) in examples.iter().zip(&shares) {
                    for (weight, value) in weights.iter_mut().zip(example) {
                        *weight += shares[class] * value;
                    }
                }
                weights
            })
            .collect();
        Self { middle, weights, bias }
    }

    /// What a vector adds up to for each class.
    #[must_use]
    pub fn scores(&self, vector: &[f32]) -> Vec<f64> {
        let vector: Vec<f64> = of_length(vector).iter().zip(&self.middle).map(|(value, middle)| value - middle).collect();
        self.weights.iter().zip(&self.bias).map(|(weights, bias)| dot(weights, &vector) + bias).collect()
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn of_length(vector: &[f32]) -> Vec<f64> {
    let vector: Vec<f64> = vector.iter().map(|value| f64::from(*value)).collect();
    let length = dot(&vector, &vector).sqrt().max(1e-9);
    vector.into_iter().map(|value| value * LENGTH / length).collect()
}

fn mean(vectors: &[Vec<f64>]) -> Vec<f64> {
    let mut out = vec![0.0; vectors.first().map_or(0, Vec::len)];
    for vector in vectors {
        for (sum, value) in out.iter_mut().zip(vector) {
            *sum += value / vectors.len() as f64;
        }
    }
    out
}

/// Probabilities of scores.
#[must_use]
pub fn softmax(scores: &[f64]) -> Vec<f64> {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::{Learner, softmax};

    #[test]
    fn learns_to_tell_directions_apart() {
        let vectors = [vec![1.0, 0.0], vec![0.9, 0.1], vec![0.0, 1.0], vec![0.1, 0.8]];
        let learner = Learner::learn(&vectors, &[0, 0, 1, 1], 2);
        let sure = softmax(&learner.scores(&[0.8, 0.3]));
        assert!(sure[0] > 0.7, "{sure:?}");
        assert!((sure.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
