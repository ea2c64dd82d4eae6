//! What the operating system has to bring.

use std::env;

use anyhow::{Result, bail};

use crate::shell::{CommandExt, say};
use crate::workspace::Workspace;

/// Debian packages by what they are for.
#[derive(Clone, Copy)]
pub enum Packages {
    /// Compiling the programs.
    Build,
    /// Opening a window where there is no display.
    Display,
    /// Driving the window, the tray and the keychain in tests.
    Test,
    /// Rendering the icons.
    Render,
}

impl Packages {
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Build => &[
                "build-essential",
                "file",
                "libayatana-appindicator3-dev",
                "librsvg2-dev",
                "libssl-dev",
                "libwebkit2gtk-4.1-dev",
                "libxdo-dev",
                "pkg-config",
            ],
            Self::Display => &[
                "dbus-daemon",
                "fonts-dejavu-core",
                "fonts-inter",
                "imagemagick",
                "openbox",
                "xauth",
                "xvfb",
            ],
            Self::Test => &[
                "dbus-x11",
                "gnome-keyring",
                "libfaketime",
                "libsecret-tools",
                "webkit2gtk-driver",
                "x11-utils",
                "xdotool",
                "xfce4-panel",
                "xfwm4",
            ],
            Self::Render => &["librsvg2-bin"],
        }
    }
}

/// Sees to it that the system packages of `groups` are there.
pub fn packages(workspace: &Workspace, groups: &[Packages]) -> Result<()> {
    if cfg!(windows) {
        return windows(workspace);
    }
    if cfg!(target_os = "macos") {
        return macos(workspace);
    }
    let wanted: Vec<&str> = groups.iter().flat_map(|group| group.names()).copied().collect();
    if workspace.which("apt-get").is_none() {
        say(format!(
            "system packages: not checked, this system has no apt. Tideboard needs the \
             equivalents of these Debian packages: {}",
            wanted.join(" ")
        ));
        return Ok(());
    }
    let missing: Vec<&str> =
        wanted.iter().copied().filter(|name| !is_installed(workspace, name)).collect();
    if missing.is_empty() {
        say(format!("system packages: all {} there", wanted.len()));
        return Ok(());
    }
    say(format!("system packages: installing {}", missing.join(" ")));
    apt(workspace, &["update", "--quiet"])?;
    let mut install = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    install.extend(missing);
    apt(workspace, &install)
}

fn is_installed(workspace: &Workspace, package: &str) -> bool {
    workspace
        .command("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .read()
        .is_ok_and(|status| status == "installed")
}

fn apt(workspace: &Workspace, args: &[&str]) -> Result<()> {
    // Another apt may be at work, for example the nightly upgrade: wait for it.
    let environment =
        ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"];
    let is_root = workspace.command("id").arg("-u").read()?.trim() == "0";
    if is_root {
        return workspace.command("env").args(environment).args(args).run();
    }
    if workspace.which("sudo").is_none() {
        bail!("run this as root, then try again: apt-get {}", args.join(" "));
    }
    workspace.command("sudo").arg("env").args(environment).args(args).run()
}

fn windows(workspace: &Workspace) -> Result<()> {
    let mut missing = Vec::new();
    let program_files = env::var_os("ProgramFiles(x86)").unwrap_or_default();
    let vswhere =
        std::path::Path::new(&program_files).join("Microsoft Visual Studio/Installer/vswhere.exe");
    let has_build_tools = workspace
        .command(&vswhere.to_string_lossy())
        .args(["-products", "*", "-property", "installationPath"])
        .args(["-requires", "Microsoft.VisualStudio.Component.VC.Tools.x86.x64"])
        .read()
        .is_ok_and(|paths| !paths.trim().is_empty());
    if !has_build_tools {
        missing.push(
            "MSVC build tools: winget install Microsoft.VisualStudio.2022.BuildTools --override \
             \"--wait --passive --add Microsoft.VisualStudio.Workload.VCTools --includeRecommended\"",
        );
    }
    const WEBVIEW: &str = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    let has_webview =
        [r"HKLM\SOFTWARE\WOW6432Node", r"HKLM\SOFTWARE", r"HKCU\Software"].iter().any(|hive| {
            workspace.command("reg").args(["query", &format!(r"{hive}\{WEBVIEW}")]).succeeds()
        });
    if !has_webview {
        missing.push("WebView2 runtime: winget install Microsoft.EdgeWebView2Runtime");
    }
    require_nothing_missing(&missing)
}

fn macos(workspace: &Workspace) -> Result<()> {
    let mut missing = Vec::new();
    if !workspace.command("xcode-select").arg("-p").succeeds() {
        missing.push("Xcode command line tools: xcode-select --install");
    }
    require_nothing_missing(&missing)
}

fn require_nothing_missing(missing: &[&str]) -> Result<()> {
    if missing.is_empty() {
        say("system: everything there");
        return Ok(());
    }
    bail!("install these, then try again:\n  {}", missing.join("\n  "))
}
