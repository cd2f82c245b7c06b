//! Leaves the weights of an ONNX model where they lie, so that loading copies the graph alone.
//!
//! ONNX may keep a tensor in another file, named with offset and length. Here that file is the model itself.

use std::ops::Range;

/// The name that stands for the model's own bytes; the loader wants such an ending.
pub const PATH: &str = "model.data";

/// Smaller tensors are copied.
const LARGE: usize = 4096;
/// ONNX's element types of one byte, which may lie at any address: `UINT8` and `INT8`.
const BYTES: [u64; 2] = [2, 3];

// Numbers of fields in `onnx.proto`.
const MODEL_GRAPH: u64 = 7;
const GRAPH_INITIALIZER: u64 = 5;
const TENSOR_DATA_TYPE: u64 = 2;
const TENSOR_RAW_DATA: u64 = 9;
const TENSOR_EXTERNAL_DATA: u64 = 13;
const TENSOR_DATA_LOCATION: u64 = 14;
const ENTRY_KEY: u64 = 1;
const ENTRY_VALUE: u64 = 2;

/// The model with its large tensors of bytes taken from the file [`PATH`], which is to hold `onnx`. `None` where `onnx` is no
/// Protocol Buffers message.
pub fn left_in(onnx: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for part in fields(onnx, 0..onnx.len())? {
        if part.number == MODEL_GRAPH {
            put(&mut out, MODEL_GRAPH, &graph(onnx, part.value)?);
        } else {
            out.extend_from_slice(&onnx[part.whole]);
        }
    }
    Some(out)
}

fn graph(onnx: &[u8], range: Range<usize>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for part in fields(onnx, range)? {
        if part.number == GRAPH_INITIALIZER && part.value.len() > LARGE {
            put(&mut out, GRAPH_INITIALIZER, &tensor(onnx, part.value)?);
        } else {
            out.extend_from_slice(&onnx[part.whole]);
        }
    }
    Some(out)
}

fn tensor(onnx: &[u8], range: Range<usize>) -> Option<Vec<u8>> {
    let parts = fields(onnx, range.clone())?;
    let is_bytes =
        |part: &Field| part.number == TENSOR_DATA_TYPE && varint(onnx, part.value.start).is_some_and(|(kind, _)| BYTES.contains(&kind));
    if !parts.iter().any(is_bytes) {
        return Some(onnx[range].to_vec());
    }
    let mut out = Vec::new();
    for part in parts {
        if part.number != TENSOR_RAW_DATA {
            out.extend_from_slice(&onnx[part.whole]);
            continue;
        }
        let (offset, length) = (part.value.start.to_string(), part.value.len().to_string());
        for (key, value) in [("location", PATH), ("offset", &offset), ("length", &length)] {
            let mut entry = Vec::new();
            put(&mut entry, ENTRY_KEY, key.as_bytes());
            put(&mut entry, ENTRY_VALUE, value.as_bytes());
            put(&mut out, TENSOR_EXTERNAL_DATA, &entry);
        }
        // 1 is `EXTERNAL`.
        put_varint(&mut out, TENSOR_DATA_LOCATION << 3);
        put_varint(&mut out, 1);
    }
    Some(out)
}

/// A field of a Protocol Buffers message, as bytes of the file.
struct Field {
    number: u64,
    /// With its number.
    whole: Range<usize>,
    /// Its value alone, without the length.
    value: Range<usize>,
}

/// The fields of the message in a range of the file.
fn fields(file: &[u8], range: Range<usize>) -> Option<Vec<Field>> {
    let (mut out, mut at) = (Vec::new(), range.start);
    while at < range.end {
        let (tag, start) = varint(file, at)?;
        let (start, end) = match tag & 7 {
            0 => (start, varint(file, start)?.1),
            1 => (start, start.checked_add(8)?),
            2 => {
                let (length, start) = varint(file, start)?;
                (start, start.checked_add(usize::try_from(length).ok()?)?)
            }
            5 => (start, start.checked_add(4)?),
            _ => return None,
        };
        if end > range.end {
            return None;
        }
        out.push(Field { number: tag >> 3, whole: at..end, value: start..end });
        at = end;
    }
    Some(out)
}

/// A number of seven bits a byte, the lowest first, and where it ends.
fn varint(file: &[u8], start: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    for (&byte, place) in file.get(start..)?.iter().zip(0..10_u32) {
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            return Some((value, start + place as usize + 1));
        }
    }
    None
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Writes a field that has a length.
fn put(out: &mut Vec<u8>, number: u64, value: &[u8]) {
    put_varint(out, number << 3 | 2);
    put_varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

#[cfg(test)]
mod tests {
    use super::{fields, left_in, put, put_varint, tensor};

    #[test]
    fn the_graph_of_the_analyser_is_small() {
        let onnx = legation_data::model("analyser.onnx").expect("it ships").bytes;
        let graph = left_in(&onnx).expect("it is an ONNX model");
        assert!(graph.len() < onnx.len() / 10, "{} of {} bytes", graph.len(), onnx.len());
    }

    #[test]
    fn large_tensors_of_bytes_are_named_by_offset_and_length() {
        let mut file = Vec::new();
        put_varint(&mut file, 2 << 3);
        put_varint(&mut file, 3);
        put(&mut file, 9, &[7; 5000]);
        let out = tensor(&file, 0..file.len()).expect("a tensor");
        let numbers: Vec<u64> = fields(&out, 0..out.len()).expect("a message").iter().map(|field| field.number).collect();
        assert_eq!(numbers, [2, 13, 13, 13, 14]);
        let has = |word: &[u8]| out.windows(word.len()).any(|window| window == word);
        assert!(has(b"location") && has(b"5000") && has((file.len() - 5000).to_string().as_bytes()));
    }

    #[test]
    fn a_file_cut_off_is_no_message() {
        let mut file = Vec::new();
        put(&mut file, 7, &[1; 200]);
        assert!(left_in(&file[..100]).is_none());
    }
}
