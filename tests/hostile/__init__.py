"""Pages and listings that are made to hang, swell or kill whoever reads them."""
