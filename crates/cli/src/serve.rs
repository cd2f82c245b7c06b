use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use legation_serve::{Limits, Settings, Token};
use legation_store::asked;

use crate::Done;

/// Where the token may stand, so that it is on no command line, where others can read it.
const VARIABLE: &str = "LEGATION_TOKEN";

/// What `legation serve` takes.
#[derive(Args)]
#[command(after_help = "The token that callers have to show is in the environment variable LEGATION_TOKEN or in the file of --token-file.")]
pub struct Arguments {
    /// The store
    #[arg(default_value = "legation.db")]
    store: PathBuf,
    /// The address to listen on; others than this machine are let in only with a token
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The port; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8300)]
    port: u16,
    /// The file with the token that callers have to show
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// A name by which this server is asked, such as that of a reverse proxy; may be given more than once
    #[arg(long = "name", value_name = "NAME")]
    names: Vec<String>,
    /// The reverse proxy that is believed about who asks
    #[arg(long, value_name = "ADDRESS")]
    proxy: Option<IpAddr>,
    /// Requests a second that one caller may make in the long run; 0 for any number
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().rate.map_or(0, NonZeroU32::get))]
    rate: u32,
    /// Requests that are answered at the same time
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().requests)]
    requests: usize,
    /// The day as of which pages speak [default: that of the last document]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

/// Serves pages and API until it is stopped.
pub fn run(arguments: &Arguments) -> Done {
    let settings = Settings {
        store: arguments.store.clone(),
        listen: SocketAddr::new(arguments.host, arguments.port),
        token: token(arguments.token_file.as_deref())?,
        as_of: arguments.as_of.as_deref().map(asked::first_day).transpose()?,
        names: arguments.names.clone(),
        proxy: arguments.proxy,
        limits: Limits { rate: NonZeroU32::new(arguments.rate), requests: arguments.requests, ..Limits::default() },
    };
    legation_serve::serve(settings, |address| println!("http://{address} (Ctrl-C stops it)"))?;
    Ok(0)
}

/// The token from its file, else from the environment.
fn token(file: Option<&Path>) -> anyhow::Result<Option<Token>> {
    if let Some(file) = file {
        let given = std::fs::read_to_string(file).with_context(|| format!("the token's file {} cannot be read", file.display()))?;
        return Ok(Some(given.parse().with_context(|| file.display().to_string())?));
    }
    match std::env::var(VARIABLE) {
        Ok(given) => Ok(Some(given.parse().context(VARIABLE)?)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(error) => Err(error).context(VARIABLE),
    }
}
