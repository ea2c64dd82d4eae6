//! The command line of the Tideboard server.

mod cli;

fn main() -> std::process::ExitCode {
    match cli::main() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tideboard-server: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
