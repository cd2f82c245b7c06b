use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use legation_serve::Settings;
use legation_store::asked;

use crate::Done;

/// What `legation serve` takes.
#[derive(Args)]
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
    /// The token that callers have to show
    #[arg(long, value_name = "TOKEN", env = "LEGATION_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// The day as of which pages speak [default: that of the last document]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

/// Serves pages and API until it is stopped.
pub fn run(arguments: &Arguments) -> Done {
    let settings = Settings {
        store: arguments.store.clone(),
        listen: SocketAddr::new(arguments.host, arguments.port),
        token: arguments.token.clone(),
        as_of: arguments.as_of.as_deref().map(asked::first_day).transpose()?,
    };
    legation_serve::serve(settings, |address| println!("http://{address} (Ctrl-C stops it)"))?;
    Ok(0)
}
