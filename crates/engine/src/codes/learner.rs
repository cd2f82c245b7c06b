/// How strongly large weights are pulled to zero.
const DECAY: f64 = 1e-3;
const STEPS: usize = 400;
const RATE: f64 = 0.5;

/// Tells classes of vectors apart: multinomial logistic regression, learnt by plain gradient descent from zero, so that the same
/// examples always give the same weights.
#[derive(Debug, Clone)]
pub struct Learner {
    /// [classes][size + 1], the bias last.
    weights: Vec<Vec<f64>>,
}

impl Learner {
    /// Learns from vectors of one size with their classes, `0..classes`. Each class weighs the same, however many examples it has.
    #[must_use]
    pub fn learn(vectors: &[Vec<f32>], classes_of: &[usize], classes: usize) -> Self {
        let size = vectors.first().map_or(0, Vec::len);
        let mut learner = Self { weights: vec![vec![0.0; size + 1]; classes] };
        let count = |class: usize| classes_of.iter().filter(|own| **own == class).count().max(1) as f64;
        let weight: Vec<f64> = classes_of.iter().map(|&class| 1.0 / (count(class) * classes as f64)).collect();
        for _ in 0..STEPS {
            let mut slope = vec![vec![0.0; size + 1]; classes];
            for ((vector, &own), weight) in vectors.iter().zip(classes_of).zip(&weight) {
                for (class, sure) in learner.probabilities(vector).into_iter().enumerate() {
                    let error = (sure - f64::from(u8::from(class == own))) * weight;
                    for (cell, value) in slope[class].iter_mut().zip(vector) {
                        *cell += error * f64::from(*value);
                    }
                    slope[class][size] += error;
                }
            }
            for (own, slope) in learner.weights.iter_mut().zip(&slope) {
                for (weight, slope) in own.iter_mut().zip(slope) {
                    *weight -= RATE * (slope + DECAY * *weight);
                }
            }
        }
        learner
    }

    /// What a vector adds up to for each class.
    #[must_use]
    pub fn scores(&self, vector: &[f32]) -> Vec<f64> {
        let sum = |weights: &Vec<f64>| {
            let bias = weights.last().copied().unwrap_or_default();
            bias + weights.iter().zip(vector).map(|(weight, value)| weight * f64::from(*value)).sum::<f64>()
        };
        self.weights.iter().map(sum).collect()
    }

    fn probabilities(&self, vector: &[f32]) -> Vec<f64> {
        softmax(&self.scores(vector))
    }
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
