# Makes tests/spiegel/statistiek.csv, the values that test_statistics.c is held against: Rscript statistiek.R > statistiek.csv
# The rows poisson and newcombe stand behind these: statistiek_toeval.py. Every row: what, case, then numbers of 17 significant digits. R's own quantile() and prop.test() are used where it has them.
set.seed(19271105)
shown <- function(x) sprintf("%.17g", x)
row <- function(what, case, ...) cat(paste(c(what, case, shown(c(...))), collapse = ","), "\n", sep = "")
cat("wat,geval,getallen\n")
for (case in 1:24) {
  peers <- if (case <= 8) case else sample(5:60, 1)
  programmes <- sample(1:4, 1)
  n <- matrix(rpois(peers * programmes, 30) * rbinom(peers * programmes, 1, 0.8), peers, programmes)
  rate <- runif(programmes, 0.01, 0.3)
  busy <- rgamma(peers, 2, 2) # some declare more than others: overdispersion
  y <- matrix(rpois(peers * programmes, n * rep(rate, each = peers) * busy), peers, programmes)
  sums_n <- colSums(n); sums_y <- colSums(y)
  e <- as.vector(n %*% ifelse(sums_n > 0, sums_y / sums_n, 0))
  z <- ifelse(e > 0, (rowSums(y) - e) / sqrt(e), 0)
  limits <- quantile(z, c(0.1, 0.9), type = 7, names = FALSE)
  w <- pmin(pmax(z, limits[1]), limits[2])
  phi <- max(1, mean(w^2))
  for (p in seq_len(programmes)) row("n", case, n[, p])
  for (p in seq_len(programmes)) row("y", case, y[, p])
  row("verwacht", case, e)
  row("z", case, z)
  row("kwantiel", case, limits)
  row("phi", case, phi)
  row("grens95", case, pmax(0, e - 1.96 * sqrt(phi * e)), e + 1.96 * sqrt(phi * e))
  row("grens998", case, pmax(0, e - 3.09 * sqrt(phi * e)), e + 3.09 * sqrt(phi * e))
}
for (case in 1:60) {
  total <- if (case <= 5) case else sample(1:5000, 1)
  some <- if (case %% 7 == 0) total else if (case %% 5 == 0) 0 else sample(0:total, 1)
  interval <- suppressWarnings(prop.test(some, total, correct = FALSE)$conf.int)
  row("wilson", case, some, total, interval)
}
