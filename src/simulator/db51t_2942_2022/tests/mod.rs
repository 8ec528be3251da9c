//! The platform of the province, asked as a caller would.
