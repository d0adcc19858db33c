//! The lines of a block, one after the other.
//!
//! A line of a shape that is known ([`Shapes`]) is gone over where it begins, and that finds its end; of any other the end is looked for first.

use crate::cursor::Cursor;
use crate::shapes::Shapes;

/// A line, without its end.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// The block that it is in, the marks of that, and its place there.
    pub(crate) block: &'a [u8],
    pub(crate) stops: &'a [u8],
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'a> Line<'a> {
    /// Its text.
    #[inline(always)]
    pub fn text(&self) -> &'a [u8] {
        &self.block[self.start..self.end]
    }

    /// At its start.
    #[inline(always)]
    pub fn cursor(&self) -> Cursor<'a> {
        Cursor::marked(self.block, self.start, self.end, self.stops)
    }

    /// Whether there is nothing but white space in it.
    #[inline(always)]
    pub(crate) fn is_blank(&self) -> bool {
        self.text().first().is_none_or(|&byte| byte <= b' ') && self.text().trim_ascii().is_empty()
    }

    /// The line that begins at `start`, whose end is looked for.
    pub(crate) fn at(block: &'a [u8], stops: &'a [u8], start: usize) -> Line<'a> {
        let rest = &block[start..];
        let end = start + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        Line { block, stops, start, end }
    }
}

/// See [`crate::Marks::lines`].
#[derive(Debug)]
pub struct Lines<'a> {
    block: &'a [u8],
    stops: &'a [u8],
    /// Where the next line starts.
    start: usize,
    line_ends: &'a mut u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(block: &'a [u8], stops: &'a [u8], line_ends: &'a mut u64) -> Lines<'a> {
        Lines { block, stops, start: 0, line_ends }
    }

    /// The next line that is not blank; of one that has a shape that is known also what [`Shapes::walk`] says of it, with `values` filled in.
    #[inline(always)]
    pub fn next_shaped(
        &mut self,
        shapes: &mut Shapes,
        values: &mut [i64],
    ) -> Option<(Line<'a>, Option<u64>)> {
        match shapes.walk(self.block, self.stops, self.start, values) {
            Some((present, end)) => {
                let line = Line { block: self.block, stops: self.stops, start: self.start, end };
                self.behind(end);
                Some((line, Some(present)))
            }
            None => self.next_of_any_shape(shapes, values),
        }
    }

    /// As [`Lines::next_shaped`], where the next line has no shape that is known or is blank.
    #[inline(never)]
    fn next_of_any_shape(
        &mut self,
        shapes: &mut Shapes,
        values: &mut [i64],
    ) -> Option<(Line<'a>, Option<u64>)> {
        loop {
            let line = self.take()?;
            if !line.is_blank() {
                return Some((line, None));
            }
            if let Some((present, end)) = shapes.walk(self.block, self.stops, self.start, values) {
                let line = Line { block: self.block, stops: self.stops, start: self.start, end };
                self.behind(end);
                return Some((line, Some(present)));
            }
        }
    }

    /// The next line that is not blank.
    #[inline]
    pub fn next_line(&mut self) -> Option<Line<'a>> {
        loop {
            let line = self.take()?;
            if !line.is_blank() {
                return Some(line);
            }
        }
    }

    /// The next line, blank or not.
    #[inline(never)]
    fn take(&mut self) -> Option<Line<'a>> {
        if self.start >= self.block.len() {
            return None;
        }
        let line = Line::at(self.block, self.stops, self.start);
        self.behind(line.end);
        Some(line)
    }

    #[inline(always)]
    fn behind(&mut self, end: usize) {
        *self.line_ends += u64::from(end < self.block.len());
        self.start = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use crate::{Marks, Shapes};

    fn lines(block: &[u8]) -> Vec<Vec<u8>> {
        let mut marks = Marks::new();
        let mut lines = marks.lines(block);
        let found = std::iter::from_fn(|| lines.next_line()).map(|line| line.text().to_vec()).collect();
        assert_eq!(marks.line_ends(), block.iter().filter(|&&byte| byte == b'\n').count() as u64);
        found
    }

    #[test]
    fn blank_lines_are_no_lines() {
        assert_eq!(lines(b"a\n\n \r\nb"), [b"a".as_slice(), b"b"]);
        assert!(lines(b"\n").is_empty());
        assert_eq!(lines(b" a\n"), [b" a".as_slice()]);
    }

    #[test]
    fn lines_between_blank_ones_are_known_by_their_shape() {
        let block = [vec![b'\n'; 70_000], b"{\"a\":1}\n \n\n{\"a\":2}\n\n".to_vec()].concat();
        let (mut marks, mut shapes) = (Marks::new(), Shapes::new());
        let mut lines = marks.lines(&block);
        let (line, present) = lines.next_shaped(&mut shapes, &mut []).expect("the first");
        assert_eq!((line.text(), present), (b"{\"a\":1}".as_slice(), None));
        shapes.learn(&mut line.cursor(), &[]);
        let (line, present) = lines.next_shaped(&mut shapes, &mut []).expect("the second");
        assert_eq!((line.text(), present), (b"{\"a\":2}".as_slice(), Some(0)));
        assert!(lines.next_shaped(&mut shapes, &mut []).is_none());
        assert_eq!(marks.line_ends(), 70_005);
    }

    #[test]
    fn lines_of_every_length_are_found() {
        for len in 0..200 {
            let line = vec![b'x'; len + 1];
            let block = [&line[..], b"\n", &line, b"\n", &line].concat();
            assert_eq!(lines(&block), [&line[..]; 3]);
        }
    }
}
