//! Lines of which pulldown-cmark would make very much: it nests without end, and fills up every row of a table.

/// Signs of quotes and lists in one line; behind them is text.
const MOST_MARKERS: usize = 12;
/// Cells that the rows of a table would be filled up to, in a text of up to so many bytes.
const MOST_CELLS: usize = 4_000;

/// Where in a text something must stand that makes text of what follows, in order.
pub(super) fn excesses(text: &str) -> Vec<usize> {
    let lines = text.split('\n').count();
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = markers(line);
        if content.count > MOST_MARKERS {
            found.push(at + content.most);
        }
        let columns = columns(&line[content.end..]);
        if columns * lines > MOST_CELLS.max(text.len()) {
            found.push(at + content.end);
        }
        at += line.len();
    }
    found.dedup();
    found
}

/// What stands before the content of a line.
struct Markers {
    count: usize,
    /// Where the one behind the last that counts begins.
    most: usize,
    end: usize,
}

fn markers(line: &str) -> Markers {
    let bytes = line.as_bytes();
    let mut markers = Markers {
        count: 0,
        most: 0,
        end: 0,
    };
    loop {
        let rest = &bytes[markers.end..];
        let spaces = rest.iter().take_while(|byte| b" \t".contains(byte)).count();
        let rest = &rest[spaces..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let length = match (rest.first(), rest.get(digits)) {
            (Some(b'>'), _) => 1,
            (Some(b'-' | b'+' | b'*'), _) if is_space(rest.get(1)) => 1,
            (_, Some(b'.' | b')')) if digits > 0 && is_space(rest.get(digits + 1)) => digits + 1,
            _ => return markers,
        };
        markers.count += 1;
        if markers.count == MOST_MARKERS + 1 {
            markers.most = markers.end + spaces;
        }
        markers.end += spaces + length;
    }
}

const fn is_space(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b' ' | b'\t'))
}

/// The columns of the table of which this line would be the second; none where it is no such line.
fn columns(content: &str) -> usize {
    let of_rule = |byte: u8| b"|-: \t\n".contains(&byte);
    if content.bytes().all(of_rule) {
        content.matches('|').count() + 1
    } else {
        0
    }
}
