//! The command line of the Tideboard server.

mod cli;

/// Many small values live and die with every operation; the system's allocators cost a third more
/// time for that. Without huge pages, which would take half as much memory again.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    match cli::main() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tideboard-server: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
