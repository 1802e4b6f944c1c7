# Makes schatting_r.csv of schatting_gevallen.csv with R's package survey (Debian: r-base-core, r-cran-survey):
#     Rscript schatting.R schatting_gevallen.csv > schatting_r.csv
# A row of the cases is a line that was drawn: the case, its stratum, the lines of that stratum, what of it was wrong.
suppressMessages(library(survey))
all <- read.csv(commandArgs(TRUE)[1])
cat("# R", as.character(getRversion()), "survey", as.character(packageVersion("survey")), "\n")
cat("geval,df,t90,totaal,se,onder,aandeel,aandeel_laag,aandeel_hoog,aandeel_onder\n")
for (case in unique(all$geval)) {
    d <- all[all$geval == case, ]
    d$fout <- as.numeric(d$cent > 0)
    design <- svydesign(id = ~1, strata = ~stratum, fpc = ~regels, data = d)
    total <- svytotal(~cent, design)
    low <- confint(total, level = 0.8, df = degf(design))[1]
    # svyciprop(method = "beta"), but with an effective sample of at most the sample: see schatting.h
    share <- svymean(~fout, design)
    p <- as.numeric(coef(share))
    v <- as.numeric(vcov(share))
    beta <- function(level) {
        alpha <- 1 - level
        n <- nrow(d)
        n.eff <- (if (v > 0) p * (1 - p) / v else n) * (qt(alpha / 2, n - 1) / qt(alpha / 2, degf(design)))^2
        ours <- pmin(n.eff, n)
        if (v > 0 && n.eff <= n) # then it is the package's own
            stopifnot(all.equal(as.numeric(attr(svyciprop(~fout, design, method = "beta", level = level), "ci")),
                                c(qbeta(alpha / 2, n.eff * p, n.eff * (1 - p) + 1), qbeta(1 - alpha / 2, n.eff * p + 1, n.eff * (1 - p)))))
        c(qbeta(alpha / 2, ours * p, ours * (1 - p) + 1), qbeta(1 - alpha / 2, ours * p + 1, ours * (1 - p)))
    }
    cat(case, degf(design), format(c(qt(0.9, degf(design)), coef(total), SE(total), low, p, beta(0.95), beta(0.8)[1]), digits = 12,
                                   trim = TRUE, scientific = FALSE), sep = ",")
    cat("\n")
}
