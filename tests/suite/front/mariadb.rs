//! The same tables in a real MariaDB: in a folder of its own, on a socket of its own, ended with the test.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, OptsBuilder, Value};
use tempfile::TempDir;
use zwfw_conformance::verdict::VerdictEvent;

use super::rows::{
    MAIN, Row, TYPES, ended_again, hint, kept_not, offending, place, rejected, rejected_columns, row, sound, tangled,
};
use crate::support::{Certified, Ran};

/// Where the server listens beside its socket.
const ADDRESS: &str = "127.0.0.1";

/// The reader's password; of nobody.
const PASSWORD: &str = "reader's p@ss/word";

/// A server that ends when it is dropped.
struct Server {
    child: Child,
    folder: TempDir,
    /// Where it listens for encrypted sessions.
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = format!("--datadir={}", folder.path().join("data").display());
        // Whoever runs the tests may be root, which the server does not like by itself.
        let user = format!("--user={}", whoami());
        let installed = Command::new("mariadb-install-db")
            .args(["--no-defaults", &user, &data, "--auth-root-authentication-method=normal", "--skip-test-db"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let installed = installed.expect("mariadb-install-db of the package mariadb-server, which .ci/run installs");
        assert!(installed.success(), "{installed}");
        let socket = format!("--socket={}", folder.path().join("s").display());
        let certified = Certified::of(ADDRESS, false).trusted_in(folder.path());
        let tls = [("cert", &certified.certificate), ("key", &certified.key)].map(|(name, pem)| {
            let path = folder.path().join(format!("{name}.pem"));
            std::fs::write(&path, pem).expect("written");
            format!("--ssl-{name}={}", path.display())
        });
        let port = TcpListener::bind((ADDRESS, 0)).and_then(|free| free.local_addr()).expect("a port").port();
        let listen = [format!("--bind-address={ADDRESS}"), format!("--port={port}")];
        let mut child = Command::new(server_path())
            .args(["--no-defaults", &user, &data, &socket, "--skip-name-resolve", "--innodb-buffer-pool-size=32M"])
            .args(tls.iter().chain(&listen))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("mariadbd of the package mariadb-server");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let ready = lines.by_ref().map_while(Result::ok).any(|line| line.contains("ready for connections"));
        assert!(ready, "the server ended before it was ready");
        // What it says later is read, or it would wait for somebody who does.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, folder, port }
    }

    fn socket(&self) -> String {
        self.folder.path().join("s").to_str().expect("UTF-8").to_owned()
    }

    /// Runs statements as the owner of everything.
    fn run(&self, database: Option<&str>, statements: &[String]) -> Vec<Vec<Value>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let options = OptsBuilder::default().socket(Some(self.socket())).user(Some("root")).db_name(database);
        runtime.block_on(async {
            let mut connection = Conn::new(options).await.expect("a session");
            let mut rows = Vec::new();
            for statement in statements {
                let found: Vec<mysql_async::Row> = connection.query(statement).await.expect(statement);
                rows.extend(found.into_iter().map(mysql_async::Row::unwrap));
            }
            connection.disconnect().await.expect("said goodbye");
            rows
        })
    }

    /// A database with both tables; `change` edits how the main one is declared.
    fn fill(&self, database: &str, rows: &[Row], rejected: &[Row], change: impl Fn(String) -> String) {
        let columns: Vec<_> =
            MAIN.iter().zip(TYPES).map(|(name, kind)| ((*name).to_owned(), kind.to_owned())).collect();
        let mut statements = vec![
            format!("CREATE DATABASE {database} CHARACTER SET utf8mb4"),
            format!("USE {database}"),
            "SET sql_mode = ''".to_owned(),
            change(definition("lic_data", &columns)),
            definition("lic_data_error", &rejected_columns()),
            format!("CREATE USER IF NOT EXISTS reader@localhost IDENTIFIED BY '{}'", PASSWORD.replace('\'', "''")),
            format!("GRANT SELECT ON {database}.* TO reader@localhost"),
            format!(
                "CREATE USER IF NOT EXISTS remote@'%' IDENTIFIED BY '{}' REQUIRE SSL",
                PASSWORD.replace('\'', "''")
            ),
            format!("GRANT SELECT ON {database}.* TO remote@'%'"),
        ];
        statements.extend(rows.iter().map(|row| insert("lic_data", row)));
        statements.extend(rejected.iter().map(|row| insert("lic_data_error", row)));
        self.run(None, &statements);
    }

    /// Judges a database as a user who may only read.
    fn judge(&self, database: &str, more: &[&str]) -> (Ran, Vec<VerdictEvent>) {
        let url = format!("mysql://reader:${{env:FRONT_PASSWORD}}@localhost/{database}?socket={}", self.socket());
        super::rows::judge_with(&url, more, &[("FRONT_PASSWORD", PASSWORD)])
    }

    /// Judges a database over TCP.
    fn judge_over(&self, host: &str, query: &str) -> Ran {
        let url = format!("mysql://remote:${{env:FRONT_PASSWORD}}@{host}:{}/sound?{query}", self.port);
        super::rows::judge_with(&url, &[], &[("FRONT_PASSWORD", PASSWORD)]).0
    }
}

fn whoami() -> String {
    let output = Command::new("id").arg("-un").output().expect("id");
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

fn server_path() -> &'static str {
    let usual = "/usr/sbin/mariadbd";
    if Path::new(usual).exists() { usual } else { "mariadbd" }
}

fn definition(name: &str, columns: &[(String, String)]) -> String {
    let column = |(name, declared): &(String, String)| match name.as_str() {
        "ID" => "ID bigint NOT NULL AUTO_INCREMENT PRIMARY KEY".to_owned(),
        "CertificateHolderType" => format!("{name} {declared} NULL"),
        // Without a default of its own the server would give it one that changes.
        "Cd_time" | "cd_time" => format!("{name} {declared} NOT NULL DEFAULT '2024-01-01 00:00:00'"),
        _ => format!("{name} {declared} NOT NULL"),
    };
    format!("CREATE TABLE {name} ({})", columns.iter().map(column).collect::<Vec<_>>().join(", "))
}

fn insert(table: &str, row: &Row) -> String {
    let cell = |value: &Option<String>| match value {
        None => "NULL".to_owned(),
        Some(text) => format!("'{}'", text.replace('\'', "''")),
    };
    format!("INSERT INTO {table} VALUES ({})", row.iter().map(cell).collect::<Vec<_>>().join(", "))
}

/// What a database holds, to be compared before and after.
fn contents(server: &Server, database: &str) -> Vec<Vec<Value>> {
    let statements = ["CHECKSUM TABLE lic_data, lic_data_error", "SELECT COUNT(*) FROM lic_data", "SHOW TABLES"];
    server.run(Some(database), &statements.map(str::to_owned))
}

#[test]
fn a_front_database_is_judged_where_it_is_and_never_written_to() {
    let server = Server::start();
    conforming(&server);
    encrypted(&server);
    offences(&server);
    tangles(&server);
    structure(&server);
    declared_alike(&server);
    much(&server);
}

fn conforming(server: &Server) {
    server.fill("sound", &sound(), &rejected(), |definition| definition);
    let before = contents(server, "sound");
    let log = ["SET GLOBAL log_output = 'TABLE'", "TRUNCATE mysql.general_log", "SET GLOBAL general_log = 1"];
    server.run(None, &log.map(str::to_owned));
    let (ran, verdicts) = server.judge("sound", &[]);
    let asked = server.run(
        None,
        &[
            "SET GLOBAL general_log = 0".to_owned(),
            "SELECT argument FROM mysql.general_log WHERE command_type <> 'Connect' AND user_host LIKE 'reader%'"
                .to_owned(),
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(verdicts.len() > 100 && kept_not(&verdicts).is_empty(), "{:?}", kept_not(&verdicts));
    assert_eq!(contents(server, "sound"), before);
    let asked: Vec<String> = asked.iter().map(|row| mysql_async::from_value::<String>(row[0].clone())).collect();
    let reads =
        |statement: &String| statement.is_empty() || ["SELECT", "SET"].iter().any(|verb| statement.starts_with(verb));
    assert!(asked.len() > 8 && asked.iter().all(reads), "{asked:#?}");
    assert!(asked.iter().any(|statement| statement == "SET SESSION TRANSACTION READ ONLY"), "{asked:#?}");
    for file in std::fs::read_dir(ran.out.path()).expect("reports") {
        let text = std::fs::read(file.expect("a file").path()).expect("a report");
        let text = String::from_utf8_lossy(&text);
        assert!(!text.contains(PASSWORD) && !text.contains("p%40ss"), "a report shows the password");
    }
}

/// A session with a server is encrypted to an authority that is named, or there is none.
fn encrypted(server: &Server) {
    let authority = |folder: &Path| format!("ssl_ca={}", folder.join("ca.pem").display());
    let own = authority(server.folder.path());
    let ran = server.judge_over(ADDRESS, &own);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let stranger = tempfile::tempdir().expect("a folder");
    Certified::of(ADDRESS, false).trusted_in(stranger.path());
    for (host, query, reason) in [
        (ADDRESS, authority(stranger.path()), "invalid peer certificate"),
        (ADDRESS, "require_ssl=true".to_owned(), "invalid peer certificate"),
        ("localhost", own.clone(), "certificate not valid for name \"localhost\""),
        (ADDRESS, String::new(), "Access denied"),
        (ADDRESS, "ssl_ca=no/such/file.pem".to_owned(), "expected a file of certificates in PEM"),
    ] {
        let ran = server.judge_over(host, &query);
        assert!(ran.code == 2 && ran.stderr.contains(reason), "{query}: {}", ran.said());
        assert!(!ran.stderr.contains(PASSWORD), "{}", ran.stderr);
    }
}

/// A server that has no encryption: the greeting of one, and then it waits for what a client says.
#[test]
fn nothing_is_said_to_a_server_that_does_not_encrypt_where_it_should() {
    let listener = TcpListener::bind((ADDRESS, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("a client");
        let mut greeting = b"\x0a5.7.44\0\x01\0\0\0saltsalt\0\x01\xa2\x21\x02\0\x08\0\x15".to_vec();
        greeting.extend([0; 10]);
        greeting.extend(b"saltsaltsalt\0mysql_native_password\0");
        let length = u8::try_from(greeting.len()).expect("short");
        client.write_all(&[&[length, 0, 0, 0], greeting.as_slice()].concat()).expect("greeted");
        let mut said = Vec::new();
        client.read_to_end(&mut said).expect("said");
        said
    });
    let url = format!("mysql://remote:${{env:FRONT_PASSWORD}}@{ADDRESS}:{port}/front?require_ssl=true");
    let (ran, _) = super::rows::judge_with(&url, &[], &[("FRONT_PASSWORD", PASSWORD)]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(server.join().expect("ended").is_empty(), "something was said in clear");
}

fn offences(server: &Server) {
    let (rows, expected) = offending();
    let nullable = |definition: String| definition.replace("varchar(512) NOT NULL", "varchar(512) NULL");
    server.fill("offending", &rows, &rejected(), nullable);
    let (ran, verdicts) = server.judge("offending", &[]);
    let mut told = kept_not(&verdicts);
    assert!(told.remove("TH.1.3#presence nullable warning"));
    assert_eq!((ran.code, told), (1, expected), "{}", ran.said());
    let number = rows.iter().position(|row| row[place("DataSource")].as_deref() == Some("244")).expect("a row") + 1;
    let told = hint(&verdicts, "TH.1.17#format", "wrong-format");
    assert!(told.contains(&format!("1 of {} rows of lic_data: ID={number} \"244\"", rows.len())), "{told}");
}

fn tangles(server: &Server) {
    let (rows, mut expected) = tangled(true);
    let no_key = |definition: String| definition.replace("AUTO_INCREMENT PRIMARY KEY", "");
    server.fill("tangled", &rows, &[], no_key);
    expected.insert("TH.1.1#behaviour no-primary-key fail".to_owned());
    let (ran, verdicts) = server.judge("tangled", &[]);
    // Nothing was rejected: the record that comes again should not.
    let told = kept_not(&verdicts).into_iter().filter(|line| !line.ends_with("not-applicable")).collect();
    assert_eq!((ran.code, expected), (1, told), "{}", ran.said());
    let again = hint(&verdicts, "TH.1.14#behaviour", "out-of-sequence");
    assert!(again.contains("3 of 12 rows"), "{again}");
    let (rows, again) = ended_again();
    server.fill("ended", &rows, &again, |definition| definition);
    let (ran, verdicts) = server.judge("ended", &[]);
    assert_eq!((ran.code, kept_not(&verdicts).len()), (0, 0), "{}", ran.said());
    let mut rows = sound();
    rows.remove(4);
    server.fill("unsent", &rows, &rejected(), |definition| definition);
    let (ran, verdicts) = server.judge("unsent", &[]);
    let told: Vec<String> = kept_not(&verdicts).into_iter().collect();
    assert_eq!(told, ["5.3.g#behaviour not-resubmitted warning"], "{}", ran.said());
}

fn structure(server: &Server) {
    let change = |definition: String| {
        definition
            .replace("IssueDate varchar(32)", "IssueDate varchar(31)")
            .replace("Cd_time timestamp", "Cd_time datetime")
            .replace("IssueDept longtext", "IssueDept varchar(4000)")
            .replace("bigint NOT NULL AUTO_INCREMENT", "int NOT NULL AUTO_INCREMENT")
            .replace("varchar(2000) NULL", "varchar(2000) NOT NULL")
            .replace("CertificateName varchar(512)", "CertificateName varchar(600)")
            .replace("CertificateAreaCode varchar(32) NOT NULL, ", "")
    };
    let mut rows = sound();
    rows.iter_mut().for_each(|row| drop(row.remove(place("CertificateAreaCode"))));
    server.fill("declared", &rows, &rejected(), change);
    let (ran, verdicts) = server.judge("declared", &[]);
    let expected = [
        "TH.1.1#type wrong-type fail",
        "TH.1.11#presence not-nullable warning",
        "TH.1.13#length narrow-column fail",
        "TH.1.15#type wrong-type warning",
        "TH.1.3#length wide-column warning",
        "TH.1.6#type narrow-column fail",
        "TH.1.8#format prerequisite inconclusive",
        "TH.1.8#length prerequisite inconclusive",
        "TH.1.8#presence missing fail",
        "TH.1.8#type prerequisite inconclusive",
    ];
    let told: Vec<String> = kept_not(&verdicts).into_iter().collect();
    assert_eq!(told, expected, "{}", ran.said());
}

/// A unique index is no primary key, whatever the server calls it; types of long texts differ; a table without rows has columns.
fn declared_alike(server: &Server) {
    let unique = |definition: String| definition.replace("AUTO_INCREMENT PRIMARY KEY", "AUTO_INCREMENT UNIQUE");
    server.fill("unlike", &sound(), &rejected(), unique);
    let (ran, verdicts) = server.judge("unlike", &[]);
    let told: Vec<String> = kept_not(&verdicts).into_iter().collect();
    assert_eq!((ran.code, told), (1, vec!["TH.1.1#behaviour no-primary-key fail".to_owned()]), "{}", ran.said());
    let shorter = |definition: String| {
        definition.replace("IssueDept longtext", "IssueDept text").replace("Holder longtext", "Holder mediumtext")
    };
    server.fill("shorter", &sound(), &rejected(), shorter);
    let (ran, verdicts) = server.judge("shorter", &[]);
    let told: Vec<String> = kept_not(&verdicts).into_iter().collect();
    let expected = ["TH.1.6#type narrow-column warning", "TH.1.9#type narrow-column warning"].map(str::to_owned);
    assert_eq!((ran.code, told), (0, expected.to_vec()), "{}", ran.said());
    server.fill("bare", &[], &[], |definition| definition);
    let (ran, verdicts) = server.judge("bare", &[]);
    let told = kept_not(&verdicts);
    let of_structure = |line: &&String| line.contains("#type") || line.contains("#length") || line.contains(".1#behav");
    assert_eq!(told.iter().filter(of_structure).collect::<Vec<_>>(), Vec::<&String>::new(), "{}", ran.said());
}

/// Many rows are streamed; a sample is drawn by the server; a table of another character set is read all the same.
fn much(server: &Server) {
    server.fill("much", &[], &[], |definition| format!("{definition} CHARACTER SET gb18030").replace("gb18030", "gbk"));
    let rows: Vec<Row> = (1..=3000).map(|number| row(number, &format!("R{number}"), "I", "1")).collect();
    let values = rows.iter().map(|row| insert("lic_data", row)).collect::<Vec<_>>();
    server.run(Some("much"), &[vec!["START TRANSACTION".to_owned()], values, vec!["COMMIT".to_owned()]].concat());
    let (ran, verdicts) = server.judge("much", &["--sample", "300"]);
    assert_eq!(ran.code, 0, "{} {:?}", ran.said(), kept_not(&verdicts));
    let drawn = ran.stdout.split("sample of ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<u32>().ok());
    assert!(drawn.is_some_and(|drawn| (200..400).contains(&drawn)), "{}", ran.said());
    let (ran, _) = server.judge("much", &["--since", "2024-01-20"]);
    assert!(ran.code == 0 && ran.stdout.contains("since 2024-01-20"), "{}", ran.said());
}
