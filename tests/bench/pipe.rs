//! The headless client at the other end of a pipe, with as little in between as there can be.

use anyhow::{Context, Result, bail};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};
use tideboard_tests::programs::program;

/// A running `tideboard-headless`.
pub struct Pipe {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    line: String,
}

impl Pipe {
    /// Starts one on a profile, with the address and token of a server if there is one.
    pub fn start(data: &Path, server: Option<(&str, &str)>) -> Result<Self> {
        let mut command = Command::new(program("tideboard-headless"));
        command.arg("--data").arg(data).env("RUST_LOG", "error").env_remove("TIDEBOARD_TOKEN");
        if let Some((url, token)) = server {
            command.args(["--server", url]).env("TIDEBOARD_TOKEN", token);
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take().context("a pipe into the program")?;
        let output = child.stdout.take().context("a pipe out of the program")?;
        let output = BufReader::with_capacity(256 * 1024, output);
        Ok(Self { child, input, output, line: String::new() })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends text that ends with a line's end, one line or several.
    pub fn tell(&mut self, lines: &str) -> Result<()> {
        Ok(self.input.write_all(lines.as_bytes())?)
    }

    /// The next line.
    pub fn hear(&mut self) -> Result<&str> {
        self.line.clear();
        if self.output.read_line(&mut self.line)? == 0 {
            bail!("the program ended");
        }
        Ok(&self.line)
    }

    /// Waits for the next answer, whatever events come before it; its number.
    pub fn answer(&mut self) -> Result<u64> {
        loop {
            let line = self.hear()?;
            if let Some(id) = id_of(line) {
                if line.contains("\"error\":{") {
                    bail!("a request failed: {line}");
                }
                return Ok(id);
            }
        }
    }

    /// Whether another line is here already, as a whole.
    pub fn has_more(&self) -> bool {
        self.output.buffer().contains(&b'\n')
    }

    /// Reads one line that is here; how many answers it is.
    pub fn maybe_answer(&mut self) -> Result<usize> {
        let line = self.hear()?;
        if line.contains("\"error\":{") {
            bail!("a request failed: {line}");
        }
        Ok(usize::from(id_of(line).is_some()))
    }

    /// Sends one request and waits for its answer; the line it came in.
    pub fn call(&mut self, id: u64, request: &str) -> Result<&str> {
        self.tell(&format!("{{\"id\":{id},{request}}}\n"))?;
        if self.answer()? != id {
            bail!("the answer to another request came");
        }
        Ok(&self.line)
    }

    /// Input and output apart, for two threads.
    pub fn halves(&mut self) -> (&mut ChildStdin, &mut BufReader<ChildStdout>) {
        (&mut self.input, &mut self.output)
    }

    /// Asks it to end and waits.
    pub fn quit(mut self) -> Result<()> {
        self.tell("{\"cmd\":\"quit\"}\n")?;
        while self.hear().is_ok() {}
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        // Fails only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The number an answer was given under; `None` for an event.
fn id_of(line: &str) -> Option<u64> {
    let at = line.find("\"id\":").filter(|_| !line.starts_with("{\"event\""))? + 5;
    let digits: String = line[at..].chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Largest size that a process had in memory so far, in MB.
pub fn peak_memory(process: u32) -> Result<f64> {
    status(process, "VmHWM")
}

/// Present size of a process in memory, in MB.
pub fn memory(process: u32) -> Result<f64> {
    status(process, "VmRSS")
}

fn status(process: u32, name: &str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).context("a size")?;
    let kib: f64 = line.trim_start_matches(':').trim().trim_end_matches(" kB").parse()?;
    Ok(kib * 1024.0 / 1e6)
}

/// Processor time that a process used so far, in seconds: of its own and of the system for it.
pub fn processor_seconds(process: u32) -> Result<f64> {
    /// Linux counts in hundredths on every machine.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, numbers) = stat.rsplit_once(')').context("the numbers of a process")?;
    let mut numbers = numbers.split_whitespace().skip(11).map(str::parse::<f64>);
    let (user, system) = (numbers.next().context("user")??, numbers.next().context("system")??);
    Ok((user + system) / TICKS)
}
